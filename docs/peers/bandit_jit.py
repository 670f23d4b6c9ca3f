# HNCA / REINFORCE bandit as one jitted step, donated state, data on the device. MODE=hnca|reinforce VAR=full|cheap|none BATCH
from common import measure, mnist
import os,sys,jax,jax.numpy as jnp,numpy as np
mode=os.environ.get("MODE","hnca");var=os.environ.get("VAR","cheap");B=int(os.environ.get("BATCH","50"));D=int(os.environ.get("DEPTH","3"));W=200
d=mnist()
X=jnp.asarray(d["train_img"],jnp.float32);Y=jnp.asarray(d["train_lbl"])
rs=np.random.RandomState(0)
def glorot(o,i):
    l=np.sqrt(6/(i+o));return jnp.asarray(rs.uniform(-l,l,(o,i)),jnp.float32)
sz=[784]+[W]*D+[10]
params=[(glorot(sz[i+1],sz[i]),jnp.zeros(sz[i+1])) for i in range(D+1)]
z=lambda: jax.tree.map(jnp.zeros_like,params)
params=[tuple(q) for q in params]
state=(params,z(),z(),jnp.zeros((),jnp.int32),jax.random.PRNGKey(0),jnp.zeros(()),jnp.zeros(()))
ls=jax.nn.log_sigmoid
def stats(delta,x):
    # delta (B,O): gradient of logits of each example; mean gradient and mean variance of per-example gradients
    if var=="full":
        g=delta[:,:,None]*x[:,None,:]
        return g.mean(0),delta.mean(0),jnp.var(g,0).sum()+jnp.var(delta,0).sum()
    gm=delta.T@x/B;bm=delta.mean(0)
    if var=="none": return gm,bm,0.
    s=(delta*delta).T@(x*x)/B
    return gm,bm,jnp.sum(s-gm*gm)+jnp.var(delta,0).sum()
def step(state,i):
    p,m,v,t,key,accR,accV=state
    key,*ks=jax.random.split(key,D+3)
    xb=jax.lax.dynamic_slice_in_dim(X,i*B,B);y=jax.lax.dynamic_slice_in_dim(Y,i*B,B)
    x=jax.random.bernoulli(ks[0],xb).astype(jnp.float32)
    xs=[];lg=[];os_=[]
    for l in range(D):
        xs.append(x);a=x@p[l][0].T+p[l][1];o=jax.random.bernoulli(ks[l+1],jax.nn.sigmoid(a)).astype(jnp.float32)
        lg.append(a);os_.append(o);x=2*o-1
    xs.append(x);a=x@p[D][0].T+p[D][1];act=jax.random.categorical(ks[D+1],a)
    R=(act==y).astype(jnp.float32)
    pr=jax.nn.softmax(a);oh=jax.nn.one_hot(act,10)
    grads=[None]*(D+1);V=0.
    gm,bm,vv=stats(-R[:,None]*(oh-pr),x);grads[D]=(gm,bm);V+=vv
    if mode=="hnca":
        cf=a[:,:,None]+p[D][0][None]*(-2*x[:,None,:])      # B,10,W
        lpi=jnp.take_along_axis(jax.nn.log_softmax(cf,1),act[:,None,None],1)[:,0]
        lp=jnp.take_along_axis(jax.nn.log_softmax(a),act[:,None],1)
        dl=jnp.where(x==1,lpi-lp,lp-lpi)                    # log p0 - log p1
    for l in reversed(range(D)):
        fr=jnp.clip(jax.nn.sigmoid(lg[l]),1e-5,1-1e-5)
        if mode=="hnca":
            r1=1/(fr+(1-fr)*jnp.exp(dl));r0=1/(fr*jnp.exp(-dl)+(1-fr))
            est=-R[:,None]*(r1-r0)
        else:
            o=os_[l];est=-R[:,None]*(2*o-1)/(fr*o+(1-fr)*(1-o))
        gm,bm,vv=stats(est*fr*(1-fr),xs[l]);grads[l]=(gm,bm);V+=vv
        if mode=="hnca" and l>0:
            s=(2*os_[l]-1)
            sa=s*lg[l]
            lpi=ls(sa[:,:,None]-2*(s[:,:,None]*xs[l][:,None,:])*p[l][0][None]).sum(1)
            lp=ls(sa).sum(1,keepdims=True)
            dl=jnp.where(xs[l]==1,lpi-lp,lp-lpi)
    t=t+1
    m=jax.tree.map(lambda m,g:.9*m+.1*g,m,grads);v=jax.tree.map(lambda v,g:.999*v+.001*g*g,v,grads)
    p=jax.tree.map(lambda p,m,v:p-1e-4*(m/(1-.9**t))/(jnp.sqrt(v/(1-.999**t))+1e-8),p,jax.tree.unflatten(jax.tree.structure(p),jax.tree.leaves(m)),jax.tree.unflatten(jax.tree.structure(p),jax.tree.leaves(v)))
    st=jax.tree.structure(params)
    f=lambda q:jax.tree.unflatten(st,jax.tree.leaves(q))
    return (p,f(m),f(v),t,key,accR+R.mean(),accV+V)
jstep=jax.jit(step,donate_argnums=0)
k=0
def one():
    global state,k
    state=jstep(state,k%(10000//B));k+=1
measure("bandit_jit %s var=%s B=%d"%(mode,var,B),one,int(os.environ.get("STEPS","100")),sync=lambda:jax.block_until_ready(state))
print("reward",float(state[5]/k))
