//! Chapters to a book: Markdown and results to HTML
