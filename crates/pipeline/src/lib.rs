//! How it runs: stage contract, graph, instances, store, records, seeds, progress and export
