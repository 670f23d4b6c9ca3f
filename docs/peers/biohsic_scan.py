# The three-factor rule on MNIST, 784-128-64-10, windows of B examples with stride 1, AdamW: a scan over STEPS_PER_CALL windows
from common import measure_scan
import os, jax, jax.numpy as jnp, optax
N = int(os.environ.get("B", "6"))
K = int(os.environ.get("STEPS_PER_CALL", "64"))
sizes = [784, 128, 64, 10]
sigma_x, sigma_y, sigma_z, gamma = 0.5, 0.1, 1.0, 20.0
keys = jax.random.split(jax.random.PRNGKey(0), 5)
params = [(jax.random.truncated_normal(k, -2, 2, (i, o)) * i**-0.5 / 0.87962566, jnp.zeros(o))
          for k, i, o in zip(keys, sizes, sizes[1:])]
X = jax.random.uniform(keys[3], (4096, 784), minval=-1)
Y = jax.nn.one_hot(jax.random.randint(keys[4], (4096,), 0, 10), 10)
opt = optax.adamw(1e-4, b1=0.9, b2=0.99, weight_decay=1e-4)
H = jnp.eye(N) - 1 / N


def kernel(a, sigma):
    s = (a * a).sum(1)
    return jnp.exp(-jnp.maximum(s[:, None] + s - 2 * a @ a.T, 0) / (2 * sigma**2 * a.shape[1]))


def step(carry, rows):
    p, s = carry
    x, y = X[rows], Y[rows]
    w = (H @ (kernel(x, sigma_x) - gamma * kernel(y, sigma_y)) @ H)[-1]
    h, g = x, []
    for W, b in p[:-1]:
        u = h @ W + b
        r = jax.nn.relu(u)
        scale = jnp.sqrt(r.var(1, keepdims=True) + 1e-6)
        z = (r - r.mean(1, keepdims=True)) / scale
        c, d = z[-1], z.shape[1]
        q = w * jnp.exp(-((z - c) ** 2).sum(1) / (2 * sigma_z**2 * d))
        xi = -2 / ((N - 1) ** 2 * sigma_z**2 * d) * (q.sum() * c - q @ z)
        e = (u[-1] > 0) / scale[-1] * (xi - xi.mean() - c * (xi * c).mean())
        g.append((jnp.outer(h[-1], e), e))
        h = z
    logits = h @ p[-1][0] + p[-1][1]
    e = (jax.nn.softmax(logits) - y) / N
    g.append((h.T @ e, e.sum(0)))
    loss = optax.softmax_cross_entropy(logits, y).mean()
    u, s = opt.update(g, s, p)
    return (optax.apply_updates(p, u), s), (loss, (logits.argmax(1) == y.argmax(1)).mean())


call = jax.jit(lambda c, rows: jax.lax.scan(step, c, rows), donate_argnums=0)
carry = (params, opt.init(params))
order = jax.random.permutation(jax.random.PRNGKey(1), 4096)
order = order[jnp.arange(4096 - N)[:, None] + jnp.arange(N)]
order = [jax.block_until_ready(rows) for rows in order[: len(order) // K * K].reshape(-1, K, N)]
measure_scan("biohsic jax scan N=%d" % N, call, carry, order, int(os.environ.get("STEPS", "2000")) // K, K, unit="window")
