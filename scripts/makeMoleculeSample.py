"""
Makes public/samples/molecules.npz: python3 scripts/makeMoleculeSample.py molecules-esp.npz [public/samples/molecules.npz]

Takes whole molecules, all geometries of equal `smiles` together, by a seed, until the geometries are as many as asked
for. Keys, types and values stay as they are. The source is HF/6-31G* from Psi4 on geometries from RDKit: potentials on
van der Waals surfaces, RESP charges and dipoles of small organic molecules.
"""
import sys

import numpy as np

SEED = 7
GEOMETRIES = 350


def main(source, target="public/samples/molecules.npz"):
    whole = dict(np.load(source))
    smiles = whole["smiles"]
    names = np.unique(smiles)
    np.random.default_rng(SEED).shuffle(names)
    taken = np.zeros(len(smiles), bool)
    for name in names:
        own = smiles == name
        if taken.sum() + own.sum() <= GEOMETRIES:
            taken |= own
    # Padding that no molecule needs is left out.
    width = int(whole["N"][taken].max())
    cut = {key: values[taken] for key, values in whole.items()}
    for key in ("R", "Z", "mono"):
        cut[key] = cut[key][:, :width]
    np.savez_compressed(target, **cut)
    print(f"{taken.sum()} geometries of {len(np.unique(smiles[taken]))} molecules, up to {width} atoms")


main(*sys.argv[1:])
