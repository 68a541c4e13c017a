//! The same bytes whatever happens: to runs that are killed, that meet, that find damage, that have
//! more threads or less room.

mod chance;
mod damage;
mod interrupted;
mod killed;
mod no_room;
mod published;
mod results;
mod threads;
mod together;
