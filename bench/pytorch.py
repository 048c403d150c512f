"""The problems of the bench in PyTorch, for machines that have it: `python3 bench/pytorch.py` prints a Markdown table.
Same shapes, float32, Adam, on CUDA where there is one and on the CPU; eager, and as a CUDA graph (PyTorch's own record
and replay). Values are random, since time does not depend on them. With `--serve` it is a contender of `npm run bench`,
on one thread: it is sent a problem, values included, and answers in lines of JSON."""

import json
import math
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

REPETITIONS = 5
RUN_SECONDS = 0.5


class Mlp(nn.Module):
    def __init__(self, batch, widths):
        super().__init__()
        pairs = zip(widths, widths[1:])
        self.layers = nn.ModuleList(nn.Linear(i, o) for i, o in pairs)
        self.register_buffer("x", torch.randn(batch, widths[0]))
        self.register_buffer("labels", torch.randint(widths[-1], (batch,)))

    def loss(self):
        h = self.x
        for layer in self.layers[:-1]:
            h = F.relu(layer(h))
        return F.cross_entropy(self.layers[-1](h), self.labels)


class Pair(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.a = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.b = nn.Conv2d(outputs, outputs, 3, padding=1)

    def forward(self, x):
        return F.relu(self.b(F.relu(self.a(x))))


class Unet(nn.Module):
    def __init__(self, batch, size, base, levels):
        super().__init__()
        widths = [base << level for level in range(levels + 1)]
        self.down = nn.ModuleList(Pair(i, o) for i, o in zip([1] + widths, widths))
        self.grow = nn.ModuleList(nn.ConvTranspose2d(2 * w, w, 2, stride=2) for w in reversed(widths[:-1]))
        self.up = nn.ModuleList(Pair(2 * w, w) for w in reversed(widths[:-1]))
        self.head = nn.Conv2d(base, 1, 1)
        self.register_buffer("x", torch.randn(batch, 1, size, size))
        self.register_buffer("truth", (torch.rand(batch, 1, size, size) < 0.2).float())

    def loss(self):
        h, skips = self.x, []
        for pair in self.down[:-1]:
            h = pair(h)
            skips.append(h)
            h = F.max_pool2d(h, 2)
        h = self.down[-1](h)
        for grow, pair in zip(self.grow, self.up):
            h = pair(torch.cat([skips.pop(), grow(h)], 1))
        logits = self.head(h)
        p = torch.sigmoid(logits)
        dice = 1 - (2 * (p * self.truth).sum() + 1) / (p.sum() + self.truth.sum() + 1)
        return F.binary_cross_entropy_with_logits(logits, self.truth) + dice


class Messages(nn.Module):
    def __init__(self, molecules, atoms, features, blocks, basis=16, elements=10):
        super().__init__()
        self.atoms = molecules * atoms
        self.molecules = molecules
        self.embedding = nn.Parameter(torch.randn(elements, features))
        sizes = {"filter1": basis, "filter2": features, "message": features, "output1": features, "output2": features}
        make = lambda: nn.ModuleDict({name: nn.Linear(size, features) for name, size in sizes.items()})
        self.blocks = nn.ModuleList(make() for _ in range(blocks))
        self.readout1 = nn.Linear(features, 32)
        self.readout2 = nn.Linear(32, 1)
        atom = torch.arange(self.atoms)
        pairs = [(i, j) for i in range(atoms) for j in range(atoms) if i != j]
        first = atom[::atoms, None]
        self.register_buffer("receivers", (first + torch.tensor([i for i, _ in pairs])).flatten())
        self.register_buffer("senders", (first + torch.tensor([j for _, j in pairs])).flatten())
        self.register_buffer("radial", torch.rand(len(self.senders), basis))
        self.register_buffer("species", torch.randint(elements, (self.atoms,)))
        self.register_buffer("molecule_of", atom // atoms)
        self.register_buffer("energies", torch.randn(molecules, 1))

    def loss(self):
        ssp = lambda x: F.softplus(x) - math.log(2)
        h = self.embedding[self.species]
        for block in self.blocks:
            sent = block["message"](h)[self.senders] * block["filter2"](ssp(block["filter1"](self.radial)))
            heard = h.new_zeros(self.atoms, h.shape[1]).index_add(0, self.receivers, sent)
            h = h + block["output2"](ssp(block["output1"](heard)))
        per_atom = self.readout2(ssp(self.readout1(h)))
        predicted = per_atom.new_zeros(self.molecules, 1).index_add(0, self.molecule_of, per_atom)
        return F.mse_loss(predicted, self.energies)


DEGREES = torch.tensor([0, 1, 1, 1, 2, 2, 2, 2, 2])


class Dcmnet(nn.Module):
    """DCMNet of degree 2 over molecules of any size, from a problem as `bench/problems/dcmnet.ts` makes it."""

    def __init__(self, problem):
        super().__init__()
        for key in ("features", "basis", "iterations", "cutoff"):
            setattr(self, key, problem[key])
        self.n = problem["nDcm"]
        self.weights = problem["lossWeights"]
        tensor = lambda block: torch.tensor(block["values"], dtype=torch.float32).reshape(block["shape"])
        self.names = {name: name.replace(".", "_") for name in problem["parameters"]}
        for name, block in problem["parameters"].items():
            self.register_parameter(self.names[name], nn.Parameter(tensor(block)))
        flat = problem["flat"]
        self.register_buffer("numbers", torch.tensor(flat["numbers"]))
        self.register_buffer("positions", tensor(flat["positions"]))
        self.register_buffer("monopoles", tensor(flat["monopoles"]))
        for key in ("senders", "receivers"):
            self.register_buffer(key, torch.tensor(problem[key]))
        self.register_buffer("molecule_of", torch.tensor(problem["moleculeOf"]))
        self.register_buffer("grid", tensor(problem["grid"]))
        self.register_buffer("potential", tensor(problem["potential"]))
        self.register_buffer("couplings", tensor(problem["couplings"]))
        counts = torch.tensor(problem["counts"])
        slots = torch.arange(counts.max())[None] < counts[:, None]
        rows = torch.zeros(slots.shape, dtype=torch.long)
        rows[slots] = torch.arange(len(self.numbers))
        self.register_buffer("rows", rows)
        self.register_buffer("mask", slots.float())
        self.register_buffer("counts", counts.float())
        self.register_buffer("degrees", DEGREES)
        self.register_buffer("k", torch.arange(self.basis))
        self.register_buffer("binomials", torch.tensor([float(math.comb(self.basis - 1, k)) for k in range(self.basis)]))

    def of(self, name):
        return getattr(self, self.names[name])

    def dense(self, name, x):
        kernel = self.of(f"{name}.kernel")
        scalars = x[:, :1] @ kernel[0] + self.of(f"{name}.bias")
        return torch.cat([scalars, x[:, 1:4] @ kernel[1], x[:, 4:] @ kernel[2]], 1)

    def product(self, x, y, kernel):
        """Σ couplings[i, j, k]·kernel[degrees of i, j, k, f]·x[n, i, f]·y[n, j, f]."""
        b, c = y.shape[1], kernel.shape[2] ** 2
        degrees = self.degrees
        spread = kernel[degrees][:, degrees[:b]][:, :, degrees[:c]] * self.couplings[:, :b, :c, None]
        return torch.einsum("eijf,ijkf->ekf", x[:, :, None] * y[:, None], spread)

    def edges(self):
        apart = self.positions[self.senders] - self.positions[self.receivers]
        r = apart.norm(dim=1, keepdim=True)
        x, y, z = (apart / r).T
        root = math.sqrt(3)
        degree2 = [root / 2 * (x * x - y * y), root * x * y, root * x * z, root * y * z, (2 * z * z - x * x - y * y) / 2]
        t = 1 / (1 + r)
        polynomials = self.binomials * (1 - t) ** self.k * t ** (self.basis - 1 - self.k)
        falling = torch.exp(1 - 1 / (1 - torch.clamp((r / self.cutoff) ** 2, max=1 - 1e-6)))
        return torch.stack([torch.ones_like(x), x, y, z, *degree2], 1), polynomials * falling

    def charges(self):
        angular, radial = self.edges()
        x = self.of("embedding")[self.numbers][:, None]
        for t in range(self.iterations):
            name = f"iteration{t}"
            filters = torch.einsum("ek,klf->elf", radial, self.of(f"{name}.filter.kernel"))[:, self.degrees]
            kernel = self.of(f"{name}.tensor.kernel")
            filters = filters * angular[:, :, None]
            if t == 0:
                # A scalar couples with every component alone.
                sent = filters * x[self.senders] * kernel[self.degrees, 0, self.degrees]
            else:
                sent = self.product(filters, x[self.senders], kernel)
            before = F.pad(x, (0, 0, 0, 9 - x.shape[1]))
            y = self.dense(f"{name}.dense1", before.index_add(0, self.receivers, sent))
            y = self.dense(f"{name}.dense2", y * torch.sigmoid(y[:, :1]))
            x = before + y
        left, right = self.dense("tensorDense.dense", x).chunk(2, 2)
        out = self.product(left, right, self.of("tensorDense.tensor.kernel"))
        q = out[:, 0] @ self.of("charges.kernel") + self.of("charges.elementBias")[self.numbers][:, None]
        gate = 0.175 / out[:, :1].abs().clamp(min=1)
        return q, self.positions[:, None] + (gate * out[:, 1:]).transpose(1, 2)

    def loss(self):
        q, places = self.charges()
        molecules = len(self.grid)
        padded = (q[self.rows] * self.mask[:, :, None]).reshape(molecules, 1, -1)
        apart = self.grid[:, :, None] - places[self.rows].reshape(molecules, 1, -1, 3)
        potential = (padded / apart.square().sum(-1).clamp(min=1e-12).sqrt()).sum(-1) / 1.88973
        of_atoms = q.sum(1)
        totals = of_atoms.new_zeros(molecules).index_add(0, self.molecule_of, of_atoms)
        squares = (of_atoms - self.monopoles) ** 2
        monopoles = squares.new_zeros(molecules).index_add(0, self.molecule_of, squares) / self.counts
        return (
            self.weights["potential"] / 2 * F.mse_loss(potential, self.potential)
            + self.weights["monopoles"] / 2 * monopoles.mean()
            + totals.square().mean()
        )


class Neurons(nn.Module):
    """Sessions of neurons that share a core, from a problem as `bench/problems/neurons.ts` makes it."""

    def __init__(self, problem):
        super().__init__()
        for key in ("lags", "pixels", "filters"):
            setattr(self, key, problem[key])
        tensor = lambda block: torch.tensor(block["values"], dtype=torch.float32).reshape(block["shape"])
        given = {name: tensor(block) for name, block in problem["parameters"].items()}
        own = lambda name, *axes: nn.Parameter(given[name].permute(*axes).contiguous() if axes else given[name])
        self.temporal = nn.Parameter(given["frontend.kernel"].reshape(self.lags, -1).T.contiguous())
        self.kernel = nn.Parameter(given["convnet.layer0.conv.kernel"][0].permute(3, 2, 0, 1).contiguous())
        self.bias = own("convnet.layer0.conv.bias")
        # Symmetric and 0 at both ends, where a small power would make much of what rounding leaves.
        n = problem["kernel"]
        hann = torch.tensor([math.sin(math.pi * min(i, n - 1 - i) / (n - 1)) ** (2 * problem["windowPower"]) for i in range(n)])
        self.register_buffer("window", hann[:, None] * hann)

        def linear(name):
            kernel = given[f"{name}.kernel"]
            layer = nn.Linear(*kernel.shape)
            layer.weight, layer.bias = nn.Parameter(kernel.T.contiguous()), own(f"{name}.bias")
            return layer

        self.encoder = nn.ModuleList(linear(f"modulator.encoder.linear{i}") for i in range(2))
        self.scale, self.shift = linear("modulator.film.scale"), linear("modulator.film.shift")
        self.readouts = nn.ModuleList()
        self.data = []
        for session in problem["sessions"]:
            name = f"readouts.{session['name']}"
            readout = nn.ParameterDict({"features": own(f"{name}.features", 1, 0)})
            for part in ("mean", "std", "theta", "bias"):
                readout[part] = own(f"{name}.{part}")
            self.readouts.append(readout)
            stim = (torch.tensor(session["stim"], dtype=torch.float32) - 127) / 255
            rest = [tensor(session[key]) for key in ("behavior", "robs", "dfs")]
            self.data.append((stim.reshape(session["bins"], -1), *rest, torch.tensor(session["rows"])))
        side = self.pixels - n + 1
        middle = torch.arange(side) - (side - 1) / 2
        self.register_buffer("places", torch.stack(torch.meshgrid(middle, middle, indexing="ij"), -1).reshape(1, -1, 2))

    def core(self, stim, behavior, rows):
        clips = stim[rows[:, None] - torch.arange(self.lags - 1, -1, -1)]
        x = (self.temporal @ clips).reshape(len(rows), -1, self.pixels, self.pixels)
        x = F.conv2d(x, self.kernel * self.window, self.bias)
        x = torch.cat([F.relu(x), F.relu(-x)], 1)
        h = F.gelu(self.encoder[0](behavior))
        h = self.encoder[1](h) + h
        return x * self.scale(h)[:, :, None, None] + self.shift(h)[:, :, None, None]

    def rates(self, x, readout):
        apart = self.places - readout["mean"][:, None]
        cos, sin = torch.cos(readout["theta"])[:, None], torch.sin(readout["theta"])[:, None]
        y, x_ = apart.unbind(-1)
        turned = torch.stack([y * cos + x_ * sin, x_ * cos - y * sin], -1) / readout["std"].clamp(min=1e-3)[:, None]
        windows = torch.exp(-0.5 * turned.square().sum(-1))
        windows = windows / (windows.sum(1, keepdim=True) + 1e-8)
        # Weights of channels and the window of a unit as one product with the features.
        weights = readout["features"][:, :, None] * windows[:, None]
        return F.softplus(F.linear(x.flatten(1), weights.flatten(1), readout["bias"])).clamp(min=1e-8)

    def loss(self):
        losses = []
        for readout, (stim, behavior, robs, dfs, rows) in zip(self.readouts, self.data):
            rates = self.rates(self.core(stim, behavior[rows], rows), readout)
            counts, mask = robs[rows], dfs[rows]
            losses.append(((rates - counts * torch.log(rates + 1e-8)) * mask).sum() / mask.sum())
        return sum(losses) / len(losses)


def training_step(model, capturable, update=None):
    adam = {"lr": 1e-3, "eps": 1e-7, "capturable": capturable}
    if update:
        optimizer = torch.optim.AdamW(model.parameters(), weight_decay=update["weightDecay"], **adam)
    else:
        optimizer = torch.optim.Adam(model.parameters(), **adam)

    def step():
        optimizer.zero_grad(set_to_none=False)
        loss = model.loss()
        loss.backward()
        if update:
            nn.utils.clip_grad_norm_(model.parameters(), update["clipNorm"])
        optimizer.step()
        return loss

    return step


def as_cuda_graph(step):
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay


def milliseconds(step, device):
    """Median and extremes over the repetitions, of one step."""
    finish = torch.cuda.synchronize if device == "cuda" else lambda: None
    for _ in range(3):
        step()
    finish()
    started = time.perf_counter()
    step()
    finish()
    count = max(1, min(1000, round(RUN_SECONDS / (time.perf_counter() - started))))
    times = []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        for _ in range(count):
            step()
        finish()
        times.append(1000 * (time.perf_counter() - started) / count)
    return statistics.median(times), min(times), max(times)


def report(title, device, way, step, flops=None):
    median, low, high = milliseconds(step, device)
    rate = f"{flops / median / 1e6:.0f}" if flops else ""
    print(f"| {title} | {way} | {median:.3g} ({low:.3g}–{high:.3g}) | {rate} |", flush=True)


MODELS = {
    "MLP 8→32×3→4, batch 32": lambda: Mlp(32, [8, 32, 32, 32, 4]),
    "MLP 64→256×4→8, batch 256": lambda: Mlp(256, [64, 256, 256, 256, 256, 8]),
    "U-Net 64², base 16, 3 levels, batch 2": lambda: Unet(2, 64, 16, 3),
    "Message passing, 32 molecules × 18 atoms, 64 features, 3 blocks": lambda: Messages(32, 18, 64, 3),
}


def main():
    devices = ["cuda", "cpu"] if torch.cuda.is_available() else ["cpu"]
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    gpu = f", {torch.cuda.get_device_name()}" if "cuda" in devices else ""
    print(f"PyTorch {torch.__version__}{gpu}, {torch.get_num_threads()} threads\n")
    print("| | | ms | GFLOP/s |\n| --- | --- | --- | --- |")
    for device in devices:
        for title, build in MODELS.items():
            model = build().to(device)
            report(title, device, f"{device}, eager", training_step(model, capturable=device == "cuda"))
            if device == "cuda":
                report(title, device, "cuda, graph", as_cuda_graph(training_step(build().cuda(), capturable=True)))
        a, b = torch.randn(2, 1024, 1024, device=device)
        report("Kernel: matrix product 1024³", device, device, lambda: a @ b, 2 * 1024**3)
        x = torch.randn(1, 64, 64, 64, device=device)
        kernel = torch.randn(64, 64, 3, 3, device=device)
        flops = 2 * 9 * 64**2 * 64**2
        with torch.no_grad():
            report("Kernel: convolution 3×3, 64→64, 64²", device, device, lambda: F.conv2d(x, kernel, padding=1), flops)


def serve():
    """Answers the requests of `bench/measure/protocol.ts`."""
    torch.set_num_threads(1)
    step = None
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "open":
            result = {"device": f"PyTorch {torch.__version__}, CPU"}
        elif request["do"] == "prepare":
            problem = request["problem"]
            model = {"dcmnet": Dcmnet, "neurons": Neurons}[problem["kind"]](problem)
            step = training_step(model, capturable=False, update=problem.get("update"))
            first = step().item()
            started = time.perf_counter()
            second = step().item()
            result = {"values": [first, second], "milliseconds": 1000 * (time.perf_counter() - started)}
        else:
            started = time.perf_counter()
            for _ in range(request["steps"]):
                step()
            each = 1000 * (time.perf_counter() - started) / request["steps"]
            result = {"milliseconds": each, "scriptMilliseconds": each, "dispatches": 0, "submits": 0}
        print(json.dumps({"ok": True, "result": result}), flush=True)


if __name__ == "__main__":
    serve() if "--serve" in sys.argv else main()
