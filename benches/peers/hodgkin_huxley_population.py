"""1,000 uncoupled Hodgkin-Huxley axons, 1 s in steps of 0.01 ms, exponential Euler."""

import numpy as np

# Spike counts, relative to the largest: one spike of about ninety at the end of the second may fall on either side.
TOLERANCE = 0.015
N_STEPS = 100_000
STEP_MS = 0.01
NUMPY_1 = ["peer_brian2"]


def make(folder):
    np.save(folder / "currents.npy", np.random.default_rng(5).uniform(0.0, 20.0, 1000))


def peer_numba(folder):
    """numba by hand, 2 threads"""
    import math

    from numba import njit, prange

    @njit(parallel=True, fastmath=True)
    def run(currents, counts, n_steps, step):
        for cell in prange(currents.size):
            v, current = -65.0, currents[cell]
            am, bm = 2.5 / (math.exp(2.5) - 1.0), 4.0
            ah, bh = 0.07, 1.0 / (1.0 + math.exp(3.0))
            an, bn = 0.1 / (math.exp(1.0) - 1.0), 0.125
            m, h, n = am / (am + bm), ah / (ah + bh), an / (an + bn)
            count = 0
            for _ in range(n_steps):
                x, y = v + 40.0, v + 55.0
                am = 0.1 * x / (1.0 - math.exp(-0.1 * x)) if abs(x) > 1e-6 else 1.0
                an = 0.01 * y / (1.0 - math.exp(-0.1 * y)) if abs(y) > 1e-6 else 0.1
                bm = 4.0 * math.exp((v + 65.0) / -18.0)
                bn = 0.125 * math.exp((v + 65.0) / -80.0)
                ah = 0.07 * math.exp((v + 65.0) / -20.0)
                bh = 1.0 / (1.0 + math.exp(-0.1 * (v + 35.0)))
                m1 = am / (am + bm) + (m - am / (am + bm)) * math.exp(-(am + bm) * step)
                h1 = ah / (ah + bh) + (h - ah / (ah + bh)) * math.exp(-(ah + bh) * step)
                n1 = an / (an + bn) + (n - an / (an + bn)) * math.exp(-(an + bn) * step)
                sodium, potassium = 120.0 * m * m * m * h, 36.0 * n * n * n * n
                total = sodium + potassium + 0.3
                target = (current + sodium * 50.0 - potassium * 77.0 - 0.3 * 54.387) / total
                after = target + (v - target) * math.exp(-total * step)
                if v < 0.0 <= after:
                    count += 1
                v, m, h, n = after, m1, h1, n1
            counts[cell] = count

    currents = np.load(folder / "currents.npy")

    def work():
        counts = np.empty(currents.size)
        run(currents, counts, N_STEPS, STEP_MS)
        return counts

    return work


def peer_brian2(folder):
    """Brian2, Cython"""
    import brian2 as b

    b.prefs.codegen.target = "cython"
    b.BrianLogger.suppress_hierarchy("brian2")
    currents = np.load(folder / "currents.npy")
    equations = """
    dv/dt = (current + 120*m**3*h*(50 - v) + 36*n**4*(-77 - v) + 0.3*(-54.387 - v))/ms : 1
    dm/dt = (am*(1 - m) - bm*m)/ms : 1
    dh/dt = (ah*(1 - h) - bh*h)/ms : 1
    dn/dt = (an*(1 - n) - bn*n)/ms : 1
    am = 1/exprel(-(v + 40)/10) : 1
    bm = 4*exp(-(v + 65)/18) : 1
    ah = 0.07*exp(-(v + 65)/20) : 1
    bh = 1/(1 + exp(-(v + 35)/10)) : 1
    an = 0.1/exprel(-(v + 55)/10) : 1
    bn = 0.125*exp(-(v + 65)/80) : 1
    current : 1
    """
    b.defaultclock.dt = STEP_MS * b.ms
    group = b.NeuronGroup(
        currents.size, equations, threshold="v > 0", refractory="v > 0", method="exponential_euler"
    )
    monitor = b.SpikeMonitor(group, record=False)
    network = b.Network(group, monitor)
    group.current = currents
    group.v = -65.0
    for gate in "mhn":
        opening, closing = np.array(getattr(group, "a" + gate)), np.array(getattr(group, "b" + gate))
        setattr(group, gate, opening / (opening + closing))
    network.store()

    def work():
        network.restore()
        network.run(N_STEPS * STEP_MS * b.ms)
        return np.array(monitor.count, dtype=float)

    return work
