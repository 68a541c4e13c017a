//! Neurons that go through a delay together.

use spikebook_numeric::elementary::exp;
use spikebook_numeric::{Seed, WideStream};

use super::{BLOCK, BalancedNetwork};

/// An inhibitory spike in the count of inputs; excitatory ones count 1.
const INHIBITORY: u32 = 1 << 16;

/// Some neurons, the synapses onto them, and what is on its way.
pub(super) struct Block {
    first: usize,
    voltage_mv: Vec<f64>,
    refractory: Vec<u16>,
    /// Where the targets of each neuron of the network begin
    begins: Vec<u32>,
    /// The targets in this block
    targets: Vec<u16>,
    /// What arrives at each step of a delay (rows) at each neuron: excitatory + 2¹⁶ · inhibitory spikes
    arriving: Vec<u32>,
    outside: Vec<u8>,
    stream: WideStream,
}

impl Block {
    pub(super) fn new(block: usize, network: &BalancedNetwork, seed: Seed) -> Self {
        let p = &network.parameters;
        let first = block * BLOCK;
        let n = BLOCK.min(p.n_neurons - first);
        let n_excitatory = network.n_excitatory();
        let excitatory_inputs = p.n_inputs * 4 / 5;
        let mut synapses = seed.replicate("synapses", block as u64).wide();
        let mut sources = Vec::with_capacity(n * p.n_inputs);
        for _ in 0..n {
            synapses.for_each_below(n_excitatory, excitatory_inputs, |_, source| {
                sources.push(source as u32);
            });
            let others = (p.n_neurons - n_excitatory, p.n_inputs - excitatory_inputs);
            synapses.for_each_below(others.0, others.1, |_, source| {
                sources.push((n_excitatory + source) as u32);
            });
        }
        let mut begins = vec![0_u32; p.n_neurons + 1];
        for &source in &sources {
            begins[source as usize + 1] += 1;
        }
        for source in 0..p.n_neurons {
            begins[source + 1] += begins[source];
        }
        let mut next = begins.clone();
        let mut targets = vec![0_u16; sources.len()];
        for (synapse, &source) in sources.iter().enumerate() {
            let place = &mut next[source as usize];
            targets[*place as usize] = (synapse / p.n_inputs) as u16;
            *place += 1;
        }
        let mut stream = seed.replicate("outside", block as u64).wide();
        let span_mv = p.threshold_mv - p.reset_mv;
        let voltage_mv = (0..n).map(|_| p.reset_mv + span_mv * stream.uniform()).collect();
        Self {
            first,
            voltage_mv,
            refractory: vec![0; n],
            begins,
            targets,
            arriving: vec![0; n * network.delay_steps],
            outside: vec![0; n],
            stream,
        }
    }

    /// Takes what all blocks fired in the delay before, and goes on for some steps of the next.
    pub(super) fn advance(
        &mut self,
        network: &BalancedNetwork,
        fired: &[Vec<(u32, u32)>],
        n_steps: usize,
    ) -> Vec<(u32, u32)> {
        let n = self.voltage_mv.len();
        let n_excitatory = network.n_excitatory();
        for &(step, neuron) in fired.iter().flatten() {
            let neuron = neuron as usize;
            let count = if neuron < n_excitatory { 1 } else { INHIBITORY };
            let row = &mut self.arriving[step as usize * n..(step as usize + 1) * n];
            let targets = self.begins[neuron] as usize..self.begins[neuron + 1] as usize;
            for &target in &self.targets[targets] {
                row[target as usize] += count;
            }
        }
        let p = &network.parameters;
        let decay = exp(-p.step_ms / p.time_constant_ms);
        let (excitation, inhibition) = (p.weight_mv, p.weight_mv * p.inhibition);
        let mut spikes = Vec::new();
        for step in 0..n_steps {
            network.outside.fill(&mut self.outside, &mut self.stream);
            let row = &mut self.arriving[step * n..(step + 1) * n];
            let inputs = row.iter().zip(&self.outside);
            let states = self.voltage_mv.iter_mut().zip(&mut self.refractory);
            for (i, ((voltage, refractory), (&arrived, &outside))) in states.zip(inputs).enumerate()
            {
                let excitatory = (arrived & (INHIBITORY - 1)) + u32::from(outside);
                let next = *voltage * decay + excitation * f64::from(excitatory)
                    - inhibition * f64::from(arrived >> 16);
                let free = *refractory == 0;
                *refractory -= u16::from(!free);
                *voltage = if free { next } else { *voltage };
                if free && next >= p.threshold_mv {
                    *voltage = p.reset_mv;
                    *refractory = network.refractory_steps;
                    spikes.push((step as u32, (self.first + i) as u32));
                }
            }
            row.fill(0);
        }
        spikes
    }
}
