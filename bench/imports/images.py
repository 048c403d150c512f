"""Makes small pictures of several kinds, and times Pillow decoding them on one core, for `images.ts`.

    python3 images.py make FOLDER COUNT    writes FOLDER/<kind>/... and FOLDER/<kind>.zip
    python3 images.py time FOLDER/<kind>   prints seconds
"""
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image


def photograph(random, size, channels):
    """Smooth colours with the noise of a camera: what deflate and JPEG make of it is what they make of photographs."""
    y, x = np.mgrid[0:size, 0:size] / size
    waves = [np.sin(2 * np.pi * (random.uniform(0, 2) * x + random.uniform(0, 2) * y)) for _ in range(channels)]
    values = 128 + 90 * np.stack(waves, axis=-1) + random.normal(0, 4, (size, size, channels))
    return np.clip(values, 0, 255).astype(np.uint8).squeeze()


def disc(random, size):
    """A mask of two labels."""
    y, x = np.mgrid[0:size, 0:size]
    column, row, radius = random.uniform(0.2, 0.8, 3) * (size, size, size / 2)
    return np.where((x - column) ** 2 + (y - row) ** 2 < radius**2, 255, 0).astype(np.uint8)


def save(folder, name, values):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path)


def write_masked(folder, index, random):
    save(folder, f'images/{index:05}.png', photograph(random, 128, 3))
    save(folder, f'masks/{index:05}.png', disc(random, 128))


KINDS = {
    'png-rgb-128': lambda folder, i, random: save(folder, f'{i:05}.png', photograph(random, 128, 3)),
    'png-grey-64': lambda folder, i, random: save(folder, f'{i:05}.png', photograph(random, 64, 1)),
    'jpeg-rgb-128': lambda folder, i, random: save(folder, f'{i:05}.jpg', photograph(random, 128, 3)),
    'png-rgb-128-masks': write_masked,
}


def seconds_of_pillow(folder):
    paths = sorted(path for path in folder.rglob('*') if path.is_file())
    start = time.perf_counter()
    for path in paths:
        Image.open(path).load()
    return time.perf_counter() - start


def make(folder, count):
    for kind, write in KINDS.items():
        random = np.random.default_rng(1)
        for index in range(count):
            write(folder / kind, index, random)
        with zipfile.ZipFile(folder / f'{kind}.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
            for path in sorted((folder / kind).rglob('*.*')):
                archive.write(path, path.relative_to(folder / kind))


command, folder = sys.argv[1], Path(sys.argv[2])
if command == 'make':
    make(folder, int(sys.argv[3]))
else:
    print(seconds_of_pillow(folder))
