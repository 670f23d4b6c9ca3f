# Leaky neurons and the three-factor rule, 2-4-2, M networks by vmap, windows of N examples with stride 1 shown for T steps of time,
# AdamW after each of them: a scan over STEPS_PER_CALL windows
from common import measure_scan
import os, jax, jax.numpy as jnp, optax
M = int(os.environ.get("M", "30"))
K = int(os.environ.get("STEPS_PER_CALL", "64"))
N, T, rho = 10, 20, 1 / 5
sizes = [2, 4, 2]
sigma_x, sigma_y, sigma_z, gamma = 0.5, 0.25, 1.0, 10.0
H = jnp.eye(N) - 1 / N
keys = jax.random.split(jax.random.PRNGKey(0), 4)
X = jax.random.uniform(keys[2], (4096, 2), minval=-1)
Y = jax.nn.one_hot((X.sum(1) > 0).astype(int), 2)
opt = optax.adamw(1e-4, b1=0.9, b2=0.99, weight_decay=1e-4)


def kernel(a, sigma):
    s = (a * a).sum(1)
    return jnp.exp(-jnp.maximum(s[:, None] + s - 2 * a @ a.T, 0) / (2 * sigma**2 * a.shape[1]))


def network(key):
    k = jax.random.split(key, len(sizes) - 1)
    p = [(jax.random.truncated_normal(key, -2, 2, (i, o)) * i**-0.5 / 0.87962566, jnp.zeros(o))
         for key, i, o in zip(k, sizes, sizes[1:])]
    return p, opt.init(p), [jnp.zeros((N, o)) for o in sizes[1:]]


def moment(carry, x, y, w):
    p, s, u = carry
    h, g, new = x, [], []
    for (W, b), before in zip(p[:-1], u):
        v = before + rho * (h @ W + b - before)
        r = jax.nn.relu(v)
        scale = jnp.sqrt(r.var(1, keepdims=True) + 1e-6)
        z = (r - r.mean(1, keepdims=True)) / scale
        c, d = z[-1], z.shape[1]
        q = w * jnp.exp(-((z - c) ** 2).sum(1) / (2 * sigma_z**2 * d))
        xi = -2 / ((N - 1) ** 2 * sigma_z**2 * d) * (q.sum() * c - q @ z)
        e = rho * (v[-1] > 0) / scale[-1] * (xi - xi.mean() - c * (xi * c).mean())
        g.append((jnp.outer(h[-1], e), e))
        new.append(v)
        h = z
    logits = u[-1] + rho * (h @ p[-1][0] + p[-1][1] - u[-1])
    e = rho * (jax.nn.softmax(logits) - y) / N
    g.append((h.T @ e, e.sum(0)))
    loss = optax.softmax_cross_entropy(logits, y).mean()
    d, s = opt.update(g, s, p)
    hit = (logits.argmax(1) == y.argmax(1)).mean()
    return (optax.apply_updates(p, d), s, new + [logits]), (loss, hit)


def window(carry, rows):
    x, y = X[rows], Y[rows]
    w = (H @ (kernel(x, sigma_x) - gamma * kernel(y, sigma_y)) @ H)[-1]
    carry, out = jax.lax.scan(lambda c, _: jax.vmap(lambda one: moment(one, x, y, w))(c), carry, None, T)
    return carry, [o.mean(0) for o in out]


call = jax.jit(lambda c, rows: jax.lax.scan(window, c, rows), donate_argnums=0)
carry = jax.vmap(network)(jax.random.split(keys[0], M))
order = jax.random.permutation(keys[1], 4096)
order = order[jnp.arange(4096 - N)[:, None] + jnp.arange(N)]
order = [jax.block_until_ready(rows) for rows in order[: len(order) // K * K].reshape(-1, K, N)]
measure_scan("leaky jax scan M=%d" % M, call, carry, order, int(os.environ.get("STEPS", "640")) // K, K, unit="window")
