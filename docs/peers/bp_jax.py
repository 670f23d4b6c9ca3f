# The network and the optimiser of bp.py. MODE=jit: a call a step; MODE=scan: a call every STEPS_PER_CALL steps. B
from common import measure_scan
import os, jax, jax.numpy as jnp, optax
mode = os.environ.get("MODE", "scan")
B = int(os.environ.get("B", "6"))
K = int(os.environ.get("STEPS_PER_CALL", "64")) if mode == "scan" else 1
sizes = [784, 128, 64, 10]
keys = jax.random.split(jax.random.PRNGKey(0), 5)
uniform = lambda k, i, o: jax.random.uniform(k, (i, o), minval=-1, maxval=1) * i**-0.5
params = [(uniform(k, i, o), jnp.zeros(o)) for k, i, o in zip(keys, sizes, sizes[1:])]
X = jax.random.normal(keys[3], (4096, 784))
Y = jax.random.randint(keys[4], (4096,), 0, 10)
opt = optax.adamw(1e-3, b1=0.9, b2=0.99, weight_decay=1e-4)


def normalised(x):
    return (x - x.mean(1, keepdims=True)) * jax.lax.rsqrt(x.var(1, keepdims=True) + 1e-5)


def loss(p, x, y):
    for w, b in p[:-1]:
        x = normalised(jax.nn.relu(x @ w + b))
    logits = x @ p[-1][0] + p[-1][1]
    return optax.softmax_cross_entropy_with_integer_labels(logits, y).mean(), logits


def step(carry, rows):
    p, s = carry
    (l, logits), g = jax.value_and_grad(loss, has_aux=True)(p, X[rows], Y[rows])
    u, s = opt.update(g, s, p)
    return (optax.apply_updates(p, u), s), (l, (logits.argmax(1) == Y[rows]).mean())


call = jax.jit(lambda c, rows: jax.lax.scan(step, c, rows) if mode == "scan" else step(c, rows[0]), donate_argnums=0)
carry = (params, opt.init(params))
order = jax.random.permutation(jax.random.PRNGKey(1), 4096)[: 4096 // (B * K) * B * K].reshape(-1, K, B)
order = [jax.block_until_ready(rows) for rows in order]
measure_scan("bp jax %s B=%d" % (mode, B), call, carry, order, int(os.environ.get("STEPS", "2000")) // K, K)
