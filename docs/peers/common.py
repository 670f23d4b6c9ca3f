"""Processor time a step (or a window: the unit is told), after a warm-up, of one thread; and MNIST from $ALTGRAD_DATA or data/cache."""
import os, time, resource, gzip
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
for v in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(v, "1")
import numpy as np


def measure(name, step, n, reps=3, warm=10, sync=lambda: None, per=1, unit="step"):
    for _ in range(warm):
        step()
    sync()
    first = time.process_time()
    res = []
    for _ in range(reps):
        t = time.process_time()
        for _ in range(n):
            step()
        sync()
        res.append((time.process_time() - t) / n / per * 1e6)
    res.sort()
    print("CPU us/" + unit, name, *["%.1f" % r for r in res], "| start-up CPU s %.1f" % first,
          "RSS MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, flush=True)


def measure_scan(name, call, carry, order, n, per, unit="step"):
    """Of a call(carry, rows) that makes per steps at once, whose loss and accuracy are read."""
    state = [carry, 0]

    def one():
        state[0], out = call(state[0], order[state[1] % len(order)])
        state[1] += 1
        [float(x.sum()) for x in out]

    measure(name, one, n, warm=3, per=per, unit=unit)


def mnist(rows=10000):
    d = os.path.join(os.environ.get("ALTGRAD_DATA", "data/cache"), "mnist", "")
    read = lambda f, o: np.frombuffer(gzip.open(d + f).read(), np.uint8, offset=o)
    x = read("train-images-idx3-ubyte.gz", 16).reshape(-1, 784)[:rows] / np.float32(255)
    return dict(train_img=x, train_lbl=read("train-labels-idx1-ubyte.gz", 8)[:rows].astype(int))
