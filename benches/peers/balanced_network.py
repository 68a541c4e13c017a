"""10,000 leaky integrate-and-fire neurons with 1,000 synapses each (Brunel, g = 5, eta = 2), 1 s in steps of 0.1 ms."""

import numpy as np

# Logarithms of rate, CV of the intervals and synchrony (variance over mean of the network's counts in a millisecond),
# each of another network of the same law, relative to the largest: the synchrony's, near 5.
TOLERANCE = 0.04
N, K = 10_000, 1_000
N_EXCITATORY = 8_000
N_STEPS, STEP_S = 10_000, 1e-4
WEIGHT_MV, INHIBITION = 0.1, 5.0
TAU_MS, THRESHOLD_MV, RESET_MV = 20.0, 20.0, 10.0
DELAY, REFRACTORY = 15, 20
NUMPY_1 = ["peer_brian2"]
# eta times the rate that reaches the threshold: spikes a step
OUTSIDE = 2.0 * THRESHOLD_MV / (WEIGHT_MV * TAU_MS) * 0.1


def make(folder):
    """Each draws its own network: the law is the input."""


def statistics(step, neuron):
    late = step >= 2000
    step, neuron = step[late], neuron[late]
    rate_hz = len(step) / (N * 0.8)
    order = np.lexsort((step, neuron))
    gaps, same = np.diff(step[order]), np.diff(neuron[order]) == 0
    owner = neuron[order][1:][same]
    gaps = gaps[same].astype(float)
    count = np.bincount(owner, minlength=N)
    mean = np.bincount(owner, gaps, N) / np.maximum(count, 1)
    square = np.bincount(owner, (gaps - mean[owner]) ** 2, N)
    many = count >= 3
    cv = (np.sqrt(square[many] / (count[many] - 1)) / mean[many]).mean()
    counts = np.bincount((step - 2000) // 10, minlength=800)
    return np.log([rate_hz, cv, counts.var(ddof=1) / counts.mean()])


def peer_numba(folder):
    """numba by hand, event-driven"""
    import math

    from numba import njit

    @njit(fastmath=True)
    def build(seed):
        np.random.seed(seed)
        sources = np.empty((N, K), dtype=np.int32)
        for i in range(N):
            for k in range(K):
                if k < K * 4 // 5:
                    sources[i, k] = np.random.randint(0, N_EXCITATORY)
                else:
                    sources[i, k] = N_EXCITATORY + np.random.randint(0, N - N_EXCITATORY)
        begins = np.zeros(N + 1, dtype=np.int64)
        for i in range(N):
            for k in range(K):
                begins[sources[i, k] + 1] += 1
        for i in range(N):
            begins[i + 1] += begins[i]
        place = begins[:-1].copy()
        targets = np.empty(N * K, dtype=np.int32)
        for i in range(N):
            for k in range(K):
                targets[place[sources[i, k]]] = i
                place[sources[i, k]] += 1
        return begins, targets

    @njit(fastmath=True)
    def run(begins, targets, steps, neurons):
        decay = math.exp(-0.1 / TAU_MS)
        ring = np.zeros((DELAY, N))
        v = np.empty(N)
        rest = np.zeros(N, dtype=np.int32)
        for i in range(N):
            v[i] = np.random.uniform(RESET_MV, THRESHOLD_MV)
        n_spikes = 0
        for step in range(N_STEPS):
            now = ring[step % DELAY]
            first = n_spikes
            for i in range(N):
                outside = np.random.poisson(OUTSIDE)
                if rest[i] > 0:
                    rest[i] -= 1
                else:
                    v[i] = v[i] * decay + now[i] + WEIGHT_MV * outside
                    if v[i] >= THRESHOLD_MV:
                        v[i] = RESET_MV
                        rest[i] = REFRACTORY
                        steps[n_spikes] = step
                        neurons[n_spikes] = i
                        n_spikes += 1
                now[i] = 0.0
            for k in range(first, n_spikes):
                i = neurons[k]
                weight = WEIGHT_MV if i < N_EXCITATORY else -INHIBITION * WEIGHT_MV
                for synapse in range(begins[i], begins[i + 1]):
                    now[targets[synapse]] += weight
        return n_spikes

    steps, neurons = np.empty(4_000_000, dtype=np.int64), np.empty(4_000_000, dtype=np.int64)

    def work():
        n = run(*build(1), steps, neurons)
        return statistics(steps[:n], neurons[:n])

    return work


def peer_brian2(folder):
    """Brian2, Cython"""
    import brian2 as b

    b.prefs.codegen.target = "cython"
    b.BrianLogger.suppress_hierarchy("brian2")
    b.defaultclock.dt = 0.1 * b.ms

    def work():
        b.seed(1)
        group = b.NeuronGroup(
            N,
            "dv/dt = -v/(20*ms) : 1 (unless refractory)",
            threshold="v >= 20",
            reset="v = 10",
            refractory=2 * b.ms,
            method="exact",
        )
        group.v = "10 + 10*rand()"
        synapses = []
        for source, weight, n in ((group[:N_EXCITATORY], 0.1, 800), (group[N_EXCITATORY:], -0.5, 200)):
            connection = b.Synapses(source, group, on_pre=f"v_post += {weight}*int(not_refractory_post)", delay=1.5 * b.ms)
            size = N_EXCITATORY if weight > 0 else N - N_EXCITATORY
            rng = np.random.default_rng(1)
            connection.connect(i=rng.integers(0, size, N * n), j=np.repeat(np.arange(N), n))
            synapses.append(connection)
        outside = b.PoissonInput(group, "v", 800, OUTSIDE / (800 * STEP_S) * b.Hz, weight="0.1*int(not_refractory)")
        monitor = b.SpikeMonitor(group)
        network = b.Network(group, *synapses, outside, monitor)
        network.run(1 * b.second)
        return statistics(np.round(np.array(monitor.t_) / STEP_S).astype(int), np.array(monitor.i))

    return work


def peer_nest(folder):
    """NEST"""
    import nest

    def work():
        nest.ResetKernel()
        nest.set_verbosity("M_ERROR")
        nest.SetKernelStatus({"resolution": 0.1, "local_num_threads": 2, "rng_seed": 1})
        neuron = {
            "tau_m": TAU_MS, "t_ref": 2.0, "E_L": 0.0, "V_reset": RESET_MV, "V_m": 0.0, "V_th": THRESHOLD_MV, "C_m": 1.0,
        }
        cells = nest.Create("iaf_psc_delta", N, params=neuron)
        cells.V_m = list(np.random.default_rng(1).uniform(RESET_MV, THRESHOLD_MV, N))
        outside = nest.Create("poisson_generator", params={"rate": OUTSIDE / STEP_S})
        recorder = nest.Create("spike_recorder")
        nest.Connect(outside, cells, syn_spec={"weight": WEIGHT_MV, "delay": 0.1})
        for source, weight, n in ((cells[:N_EXCITATORY], WEIGHT_MV, 800), (cells[N_EXCITATORY:], -0.5, 200)):
            nest.Connect(source, cells, {"rule": "fixed_indegree", "indegree": n}, {"weight": weight, "delay": 1.5})
        nest.Connect(cells, recorder)
        nest.Simulate(1000.0)
        events = recorder.events
        return statistics(np.round(events["times"] / 0.1).astype(int), np.asarray(events["senders"]) - 1)

    return work
