# A stochastic head trained by VUB, 784-64-(16, 16), decoder 16-10, M heads by vmap, each with an order of examples and draws of its own,
# Adam: a scan over STEPS_PER_CALL steps
from common import measure_scan
import os, jax, jax.numpy as jnp, optax
M = int(os.environ.get("M", "1"))
K = int(os.environ.get("STEPS_PER_CALL", "57"))
B, F, H, Z, C, beta, bias = 128, 784, 64, 16, 10, 1e-3, -2.0
keys = jax.random.split(jax.random.PRNGKey(0), 3)
X = jax.random.uniform(keys[0], (7300, F))
Y = jax.random.randint(keys[1], (7300,), 0, C)
h_max = jnp.log(C)
opt = optax.adam(optax.exponential_decay(1e-3, 2 * 57, 0.97, staircase=True), b1=0.5)


def network(key):
    k = jax.random.split(key, 3)
    dense = lambda k, i, o: (jax.random.uniform(k, (i, o), minval=-1, maxval=1) * (6 / (i + o)) ** 0.5, jnp.zeros(o))
    p = [dense(k[0], F, H), dense(k[1], H, 2 * Z), dense(k[2], Z, C)]
    return p, opt.init(p)


def loss(p, x, y, noise):
    (W, b), (V, c), (U, d) = p
    a = jax.nn.relu(x @ W + b) @ V + c
    mu, sigma = a[:, :Z], jax.nn.softplus(a[:, Z:] + bias)
    logits = (mu + sigma * noise) @ U + d
    kl = (-jnp.log(sigma) + (sigma**2 + mu**2 - 1) / 2).sum(1).mean()
    log_p = jax.nn.log_softmax(logits)
    ce = -jnp.take_along_axis(log_p, y[:, None], 1).mean()
    entropy = -(jnp.exp(log_p) * log_p).sum(1).mean()
    return ce + beta * kl - jnp.minimum(entropy, h_max), logits


def step(carry, rows_and_key):
    (p, s), (rows, key) = carry, rows_and_key
    y = Y[rows]
    (l, logits), g = jax.value_and_grad(loss, has_aux=True)(p, X[rows], y, jax.random.normal(key, (B, Z)))
    u, s = opt.update(g, s, p)
    return (optax.apply_updates(p, u), s), (l, (logits.argmax(1) == y).mean())


call = jax.jit(jax.vmap(lambda c, rows: jax.lax.scan(step, c, rows)), donate_argnums=0)
carry = jax.vmap(network)(jax.random.split(keys[2], M))
calls = []
for i in range(4):
    k = jax.random.split(jax.random.PRNGKey(7 + i), M + 1)
    order = jax.vmap(lambda key: jax.random.permutation(key, 7300)[: K * B].reshape(K, B))(k[:M])
    calls.append(jax.block_until_ready((order, jax.vmap(lambda key: jax.random.split(key, K))(k[:M]))))
measure_scan("vub jax scan M=%d" % M, call, carry, calls, max(1, int(os.environ.get("STEPS", "2000")) // K // M), K)
