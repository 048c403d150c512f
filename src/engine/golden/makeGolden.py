"""Writes pytorch.golden.json: PyTorch's float64 results for optimizers, schedules, losses, layers and one training run.
`python3 makeGolden.py [SEED [FILE]]`: 0 is the seed of the file beside; another makes a set for ANNEAL_GOLDEN.
Another CPU or BLAS changes the last bits of the sums, about 1e-14 of a value."""

import json
import math
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
path = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else pathlib.Path(__file__).with_name("pytorch.golden.json")
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)  # several threads would sum in an order of their own each time
rng = np.random.default_rng(seed)
# Every entry lists its inputs, its settings by PyTorch's names and PyTorch's result, so that a float32 implementation can
# be compared at a tolerance of its own.
golden = {"seed": seed, "torch": torch.__version__}


def leaf(values):
    """A tensor whose gradient is wanted."""
    return torch.tensor(np.asarray(values), dtype=torch.float64, requires_grad=True)


def listed(values):
    return np.asarray(values.detach().numpy() if torch.is_tensor(values) else values).tolist()


# Images are NHWC and kernels HWIO, as in TensorFlow.js; they are turned for PyTorch.
def nhwc(images):
    return images.permute(0, 2, 3, 1)


def nchw(images):
    return images.permute(0, 3, 1, 2)


# optimizers: 25 given gradients, the parameters after every step
p0 = rng.normal(size=7)
grads = rng.normal(size=(25, 7)) * np.exp(rng.normal(size=(25, 1)))
cases = {
    "sgd": (torch.optim.SGD, dict(lr=0.05)),
    "sgd_momentum": (torch.optim.SGD, dict(lr=0.05, momentum=0.9)),
    "sgd_nesterov": (torch.optim.SGD, dict(lr=0.05, momentum=0.99, nesterov=True, weight_decay=3e-5)),
    "adam": (torch.optim.Adam, dict(lr=1e-2, betas=(0.9, 0.999), eps=1e-8)),
    "adam_l2": (torch.optim.Adam, dict(lr=1e-2, weight_decay=0.1)),
    "adamw": (torch.optim.AdamW, dict(lr=1e-2, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.05)),
    "adamw_amsgrad": (torch.optim.AdamW, dict(lr=1e-2, weight_decay=0.05, amsgrad=True)),
    "rmsprop": (torch.optim.RMSprop, dict(lr=1e-2, alpha=0.99, eps=1e-8, momentum=0.9)),
    "adagrad": (torch.optim.Adagrad, dict(lr=1e-1)),
}
golden["optimizers"] = {"p0": listed(p0), "grads": listed(grads), "cases": {}}
for name, (cls, kw) in cases.items():
    for clip in (None, 2.0):
        p = leaf(p0.copy())
        opt = cls([p], **kw)
        ema = p.detach().clone()
        traj, emas, norms = [], [], []
        for g in grads:
            p.grad = torch.tensor(g)
            if clip:
                norms.append(float(torch.nn.utils.clip_grad_norm_([p], clip)))
            opt.step()
            ema = 0.99 * ema + 0.01 * p.detach()
            traj.append(listed(p))
            emas.append(listed(ema))
        golden["optimizers"]["cases"][name + ("_clip2" if clip else "")] = {
            "settings": kw,
            "clip_norm": clip,
            "params": traj,
            "ema_0.99": emas,
            "grad_norms": norms,
        }


# learning-rate schedules: the rate of every step
def rates(make, n=100, metric=None):
    opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1e-3)
    s = make(opt)
    out = []
    for i in range(n):
        out.append(opt.param_groups[0]["lr"])
        opt.step()
        s.step(metric[i]) if metric is not None else s.step()
    return out


S = torch.optim.lr_scheduler
metric = (np.exp(-np.arange(100) / 15) + 0.3 + 0.01 * rng.normal(size=100)).tolist()
golden["schedules"] = {
    "base_lr": 1e-3,
    "plateau_metric": metric,
    "cases": {
        "step": {"settings": dict(step_size=10, gamma=0.5), "lr": rates(lambda o: S.StepLR(o, 10, 0.5))},
        "multistep": {
            "settings": dict(milestones=[20, 50, 80], gamma=0.1),
            "lr": rates(lambda o: S.MultiStepLR(o, [20, 50, 80], 0.1)),
        },
        "exponential": {"settings": dict(gamma=0.97), "lr": rates(lambda o: S.ExponentialLR(o, 0.97))},
        "cosine": {
            "settings": dict(T_max=100, eta_min=1e-6),
            "lr": rates(lambda o: S.CosineAnnealingLR(o, 100, 1e-6)),
        },
        "cosine_warm_restarts": {
            "settings": dict(T_0=20, T_mult=2, eta_min=1e-6),
            "lr": rates(lambda o: S.CosineAnnealingWarmRestarts(o, 20, 2, 1e-6)),
        },
        "one_cycle": {
            "settings": dict(max_lr=1e-2, total_steps=100, pct_start=0.3, div_factor=25, final_div_factor=1e4),
            "lr": rates(lambda o: S.OneCycleLR(o, 1e-2, total_steps=101, pct_start=0.3, cycle_momentum=False)),
            "note": "total_steps=101 was passed so that 100 rates exist",
        },
        "plateau": {
            "settings": dict(mode="min", factor=0.5, patience=5, threshold=1e-4, threshold_mode="rel"),
            "lr": rates(lambda o: S.ReduceLROnPlateau(o, factor=0.5, patience=5), metric=metric),
        },
        "linear_warmup_cosine": {
            "settings": dict(
                warmup=10,
                total=100,
                eta_min=1e-6,
                formula="(i+1)/warmup below warmup, then cosine over the rest",
            ),
            "lr": [
                (
                    1e-3 * (i + 1) / 10
                    if i < 10
                    else 1e-6 + 0.5 * (1e-3 - 1e-6) * (1 + math.cos(math.pi * (i - 10) / 90))
                )
                for i in range(100)
            ],
        },
    },
}

# losses: value and gradient with respect to the prediction
z = rng.normal(size=(2, 6, 5, 1)) * 2
y = (rng.random(size=z.shape) < 0.3).astype(float)


def loss_case(f, pred, **extra):
    p = leaf(pred)
    v = f(p)
    v.backward()
    return {"loss": float(v), "grad": listed(p.grad), **extra}


yt = torch.tensor(y)


def dice(p, smooth=1e-6, squared=False, jaccard=False):
    pr = torch.sigmoid(p).reshape(len(p), -1)
    t = yt.reshape(len(p), -1)
    i = (pr * t).sum(1)
    d = ((pr**2).sum(1) + (t**2).sum(1)) if squared else pr.sum(1) + t.sum(1)
    return (1 - ((i + smooth) / (d - i + smooth) if jaccard else (2 * i + smooth) / (d + smooth))).mean()


def focal(p, gamma=2.0, alpha=0.25):
    b = F.binary_cross_entropy_with_logits(p, yt, reduction="none")
    pt = torch.exp(-b)
    a = alpha * yt + (1 - alpha) * (1 - yt)
    return (a * (1 - pt) ** gamma * b).mean()


def tversky(p, a=0.3, b=0.7, smooth=1e-6):
    pr = torch.sigmoid(p).reshape(len(p), -1)
    t = yt.reshape(len(p), -1)
    tp = (pr * t).sum(1)
    fp = (pr * (1 - t)).sum(1)
    fn = ((1 - pr) * t).sum(1)
    return (1 - (tp + smooth) / (tp + a * fp + b * fn + smooth)).mean()


r = rng.normal(size=(8, 3))
rt = torch.tensor(rng.normal(size=(8, 3)))
counts = rng.poisson(0.7, size=(8, 5)).astype(float)
dfs = (rng.random(size=(8, 5)) < 0.8).astype(float)
cls = rng.integers(0, 4, size=8)
g3 = rng.normal(size=(8, 2, 3)) * 1.5
gy = torch.tensor(rng.normal(size=(8, 2)))


def gated(p):
    g = p[..., 0].clamp(-1, 1)
    w2 = (g - 1).abs() / 2
    w3 = (g + 1).abs() / 2
    return (w2 * (p[..., 1] - gy) ** 2 + w3 * (p[..., 2] - gy) ** 2).mean()


golden["losses"] = {
    "logits": listed(z),
    "mask": listed(y),
    "reduction": "mean over samples of the per-sample value (dice, jaccard, tversky); mean over elements (the rest)",
    "bce": loss_case(lambda p: F.binary_cross_entropy_with_logits(p, yt), z),
    "bce_pos_weight_3": loss_case(lambda p: F.binary_cross_entropy_with_logits(p, yt, pos_weight=torch.tensor(3.0)), z),
    "focal_g2_a0.25": loss_case(focal, z),
    "dice": loss_case(dice, z),
    "dice_squared": loss_case(lambda p: dice(p, squared=True), z),
    "jaccard": loss_case(lambda p: dice(p, jaccard=True), z),
    "tversky_a0.3_b0.7": loss_case(tversky, z),
    "combined_0.7_dice_0.3_bce": loss_case(
        lambda p: 0.7 * dice(p) + 0.3 * F.binary_cross_entropy_with_logits(p, yt), z
    ),
    "regression": {
        "target": listed(rt),
        "pred": listed(r),
        "mse": loss_case(lambda p: F.mse_loss(p, rt), r),
        "mae": loss_case(lambda p: F.l1_loss(p, rt), r),
        "huber_delta1": loss_case(lambda p: F.huber_loss(p, rt), r),
        "smooth_l1_beta0.5": loss_case(lambda p: F.smooth_l1_loss(p, rt, beta=0.5), r),
    },
    "gated_mse": {"target": listed(gy), "pred": listed(g3), **loss_case(gated, g3)},
    "poisson": {
        "counts": listed(counts),
        "valid": listed(dfs),
        "log_rate": listed(rng2 := rng.normal(size=(8, 5))),
        **loss_case(lambda p: ((torch.exp(p) - torch.tensor(counts) * p) * torch.tensor(dfs)).sum() / dfs.sum(), rng2),
    },
    "cross_entropy": {
        "labels": cls.tolist(),
        "logits": listed(c := rng.normal(size=(8, 4))),
        **loss_case(lambda p: F.cross_entropy(p, torch.tensor(cls)), c),
        "smoothed_0.1": loss_case(lambda p: F.cross_entropy(p, torch.tensor(cls), label_smoothing=0.1), c),
    },
}


# layers: output, and gradients of sum(output * w) with respect to input and parameters
def conv_case(hw, cin, cout, k, stride, pad, dil, transpose=False):
    x = rng.normal(size=(2, *hw, cin))
    w = rng.normal(size=(k, k, cout, cin) if transpose else (k, k, cin, cout)) * 0.3
    b = rng.normal(size=cout)
    xt, wt, bt = leaf(x), leaf(w), leaf(b)
    if transpose:
        out = F.conv_transpose2d(nchw(xt), wt.permute(3, 2, 0, 1), bt, stride=stride)
    else:
        out = F.conv2d(nchw(xt), wt.permute(3, 2, 0, 1), bt, stride=stride, padding=pad, dilation=dil)
    out = nhwc(out)
    c = rng.normal(size=out.shape)
    (out * torch.tensor(c)).sum().backward()
    return dict(
        settings=dict(kernel=k, stride=stride, padding=pad, dilation=dil, transpose=transpose),
        x=listed(x),
        w=listed(w),
        b=listed(b),
        cotangent=listed(c),
        out=listed(out),
        dx=listed(xt.grad),
        dw=listed(wt.grad),
        db=listed(bt.grad),
    )


golden["layers"] = {
    "conv3x3_same": conv_case((6, 7), 3, 4, 3, 1, 1, 1),
    "conv3x3_stride2": conv_case((8, 8), 2, 3, 3, 2, 1, 1),
    "conv3x3_dilation2": conv_case((9, 9), 2, 3, 3, 1, 2, 2),
    "conv1x1": conv_case((4, 4), 5, 2, 1, 1, 0, 1),
    "conv5x5_valid": conv_case((8, 8), 2, 2, 5, 1, 0, 1),
    "conv_transpose2x2_stride2": conv_case((4, 5), 4, 3, 2, 2, 0, 1, True),
}


def simple(f, shape, **kw):
    x = rng.normal(size=shape)
    xt = leaf(x)
    out = f(xt)
    c = rng.normal(size=out.shape)
    (out * torch.tensor(c)).sum().backward()
    return dict(x=listed(x), cotangent=listed(c), out=listed(out), dx=listed(xt.grad), **kw)


ln_w, ln_b = rng.normal(size=6), rng.normal(size=6)
gn_w, gn_b = rng.normal(size=4), rng.normal(size=4)
golden["layers"].update(
    layer_norm=simple(
        lambda x: F.layer_norm(x, (6,), torch.tensor(ln_w), torch.tensor(ln_b), 1e-5),
        (3, 6),
        gamma=listed(ln_w),
        beta=listed(ln_b),
        eps=1e-5,
    ),
    group_norm_2=simple(
        lambda x: nhwc(F.group_norm(nchw(x), 2, torch.tensor(gn_w), torch.tensor(gn_b), 1e-5)),
        (2, 3, 3, 4),
        gamma=listed(gn_w),
        beta=listed(gn_b),
        eps=1e-5,
    ),
    batch_norm_train=simple(
        lambda x: nhwc(F.batch_norm(nchw(x), None, None, torch.tensor(gn_w), torch.tensor(gn_b), True, 0.1, 1e-5)),
        (2, 3, 3, 4),
        gamma=listed(gn_w),
        beta=listed(gn_b),
        eps=1e-5,
    ),
    gelu_erf=simple(lambda x: F.gelu(x), (4, 5)),
    gelu_tanh=simple(lambda x: F.gelu(x, approximate="tanh"), (4, 5)),
    silu=simple(F.silu, (4, 5)),
    softplus=simple(F.softplus, (4, 5)),
    max_pool2=simple(lambda x: nhwc(F.max_pool2d(nchw(x), 2)), (2, 4, 6, 3)),
    avg_pool2=simple(lambda x: nhwc(F.avg_pool2d(nchw(x), 2)), (2, 4, 6, 3)),
    upsample_bilinear2=simple(
        lambda x: nhwc(F.interpolate(nchw(x), scale_factor=2, mode="bilinear", align_corners=False)),
        (1, 3, 4, 2),
    ),
    upsample_nearest2=simple(lambda x: nhwc(F.interpolate(nchw(x), scale_factor=2, mode="nearest")), (1, 3, 4, 2)),
)

# one whole training run: residual MLP of the HDF5 regression system, 60 steps, every loss
D, H, NL, O, B = 5, 12, 2, 2, 16
params, names = [], []


def par(name, *shape, kind="w"):
    a = (
        rng.uniform(-1, 1, size=shape) * math.sqrt(6 / sum(shape))
        if kind == "w"
        else (np.ones(shape) if kind == "g" else np.zeros(shape))
    )
    t = leaf(a)
    params.append(t)
    names.append(name)
    return t


def lin(n, i, o):
    return par(n + ".kernel", i, o), par(n + ".bias", o, kind="b")


def nrm(n, d):
    return par(n + ".gamma", d, kind="g"), par(n + ".beta", d, kind="b")


inp, inorm = lin("input", D, H), nrm("input_norm", H)
blocks = [
    (
        lin(f"block{i}.linear1", H, H),
        nrm(f"block{i}.norm1", H),
        lin(f"block{i}.linear2", H, H),
        nrm(f"block{i}.norm2", H),
    )
    for i in range(NL)
]
head = lin("head", H, 3 * O)
init = {n: listed(p) for n, p in zip(names, params)}


def forward(x):
    h = F.layer_norm(x @ inp[0] + inp[1], (H,), *inorm)
    for l1, n1, l2, n2 in blocks:
        h = h + F.layer_norm(F.gelu(F.layer_norm(h @ l1[0] + l1[1], (H,), *n1)) @ l2[0] + l2[1], (H,), *n2)
    return (h @ head[0] + head[1]).reshape(len(x), O, 3)


X = rng.normal(size=(160, D))
Y = np.stack([np.sin(X[:, 0]) + 0.3 * X[:, 1], np.abs(X[:, 2]) - X[:, 3] * X[:, 4]], 1)
opt = torch.optim.AdamW(params, lr=3e-3, weight_decay=1e-2)
losses, norms = [], []
for step in range(60):
    i = (step * B) % 160
    xb, yb = torch.tensor(X[i : i + B]), torch.tensor(Y[i : i + B])
    o = forward(xb)
    g = o[..., 0].clamp(-1, 1)
    loss = ((g - 1).abs() / 2 * (o[..., 1] - yb) ** 2 + (g + 1).abs() / 2 * (o[..., 2] - yb) ** 2).mean()
    opt.zero_grad()
    loss.backward()
    norms.append(float(torch.nn.utils.clip_grad_norm_(params, 1.0)))
    opt.step()
    losses.append(float(loss))
golden["training_run"] = {
    "model": dict(input=D, hidden=H, blocks=NL, outputs=O, dropout=0, activation="gelu (erf)", norm_eps=1e-5),
    "optimizer": dict(
        name="adamw",
        lr=3e-3,
        weight_decay=1e-2,
        decay_applies_to="every parameter",
        betas=[0.9, 0.999],
        eps=1e-8,
        clip_norm=1.0,
    ),
    "batching": "step s uses rows (16 s) mod 160 to +16, no shuffling, no normalisation",
    "x": listed(X),
    "y": listed(Y),
    "init": init,
    "losses": losses,
    "grad_norms": norms,
    "final": {n: listed(p) for n, p in zip(names, params)},
}
path.write_text(json.dumps(golden, separators=(",", ":")))
