"""The problems of the bench in PyTorch, for machines that have it: `python3 bench/pytorch.py` prints a Markdown table.
Same shapes, float32, Adam, on CUDA where there is one and on the CPU; eager, and as a CUDA graph (PyTorch's own record
and replay). Values are random, since time does not depend on them."""

import math
import statistics
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


def training_step(model, capturable):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, capturable=capturable)

    def step():
        optimizer.zero_grad(set_to_none=False)
        model.loss().backward()
        optimizer.step()

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


if __name__ == "__main__":
    main()
