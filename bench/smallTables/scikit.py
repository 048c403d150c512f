#!/usr/bin/env python3
"""
Small tables for `ours.ts`, and what scikit-learn reaches on them: ridge or logistic regression with cross-validated
penalty, and MLPRegressor or MLPClassifier with their defaults, inputs (and targets of the MLP) standardised, texts one-hot.
Writes FOLDER/NAME-SPLIT.csv, five random splits a table with a column `split`, and FOLDER/scikit.json.

    OMP_NUM_THREADS=1 /usr/bin/python3 bench/smallTables/scikit.py .cache/smallTables
"""
import json
import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import LogisticRegressionCV, RidgeCV
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import StratifiedShuffleSplit, train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
SPLITS = 5


def tables():
    """name -> (inputs as a dict of columns, target, whether it is a class)."""
    found = {}

    def numbers(x):
        return {f"x{i}": x[:, i] for i in range(x.shape[1])}

    def add(name, columns, y, is_class=False):
        found[name] = (columns, y, is_class)

    r = np.random.RandomState(1)
    x = r.randn(60, 5)
    add("linear, 60 rows", numbers(x), x @ [2, -1, 0.5, 0, 0] + r.randn(60))
    x = r.randn(331, 12)
    add("linear, 331 rows", numbers(x), x @ r.randn(12) + r.randn(331))
    x = r.randn(80, 60)
    x[:, 1:] += 0.5 * x[:, :-1]
    add("60 inputs, 80 rows", numbers(x), x[:, :5] @ [2, -2, 1, 1, -1] + r.randn(80))
    x = r.uniform(-2, 2, (300, 4))
    add("smooth, 300 rows", numbers(x), np.sin(2 * x[:, 0]) + x[:, 1] ** 2 + 0.5 * x[:, 2] + 0.3 * r.randn(300))
    x = r.randn(500, 6)
    add("interactions, 500 rows", numbers(x), x[:, 0] * x[:, 1] + x[:, 2] + x[:, 3] * x[:, 4] + 0.5 * r.randn(500))
    x = r.rand(400, 10)
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    add("Friedman 1, 400 rows", numbers(x), y + r.randn(400))
    x = r.randn(200, 8)
    add("noisy, 200 rows", numbers(x), x @ r.randn(8) * 0.5 + 3 * r.randn(200))
    f = r.randn(250, 3)
    x = f @ r.randn(3, 20) + 0.3 * r.randn(250, 20)
    add("correlated, 250 rows", numbers(x), f @ [1, 2, -1] + 0.5 * f[:, 0] ** 2 + 0.5 * r.randn(250))
    x = r.randn(600, 5)
    add("skewed target, 600 rows", numbers(x), np.exp(x @ [0.7, -0.5, 0.3, 0, 0] + 0.3 * r.randn(600)))
    x = r.randn(400, 6)
    add("heavy tails, 400 rows", numbers(x), x @ [2, 1, -1, 0.5, 0, 0] + r.standard_t(2, 400))
    x = r.randn(500, 3)
    kind = r.choice(["red", "green", "blue", "white"], 500)
    slope = np.array([{"red": 2, "green": -1, "blue": 0.5, "white": 0}[k] for k in kind])
    add("texts, 500 rows", {**numbers(x), "kind": kind}, slope * x[:, 0] + slope + x[:, 1] + 0.5 * r.randn(500))
    x = r.uniform(-1, 1, (2000, 8))
    y = np.where(x[:, 0] > 0, x[:, 1], -x[:, 1]) * 2 + np.abs(x[:, 2]) * 3 + x[:, 3] + 0.3 * r.randn(2000)
    add("bends, 2000 rows", numbers(x), y)

    y = r.randint(0, 3, 300)
    x = r.randn(300, 4) + np.array([[0, 0, 0, 0], [1.5, 1, 0, 0], [-1, 1.5, 0, 0]])[y]
    add("3 classes, 300 rows", numbers(x), np.array(["a", "b", "c"])[y], True)
    x = r.randn(600, 6)
    y = (x @ [1.5, -1, 0.5, 0, 0, 0] + r.logistic(size=600) > 3.2).astype(int)
    add("1 in 10, 600 rows", numbers(x), np.array(["no", "yes"])[y], True)
    x = r.uniform(-1, 1, (400, 4))
    y = ((x[:, 0] * x[:, 1] > 0) ^ (r.rand(400) < 0.05)).astype(int)
    add("XOR, 400 rows", numbers(x), np.array(["no", "yes"])[y], True)
    angle, ring = r.uniform(0, 2 * np.pi, 800), r.randint(0, 2, 800)
    x = np.stack([np.cos(angle), np.sin(angle)], 1) * (1 + ring)[:, None] + 0.3 * r.randn(800, 2)
    add("rings, 800 rows", numbers(x), np.array(["in", "out"])[ring], True)
    x = r.randn(120, 40)
    y = (x[:, :3] @ [1.5, -1, 1] + 0.5 * r.randn(120) > 0).astype(int)
    add("40 inputs, 120 rows, 2 classes", numbers(x), np.array(["no", "yes"])[y], True)
    x = r.randn(300, 2)
    kind = r.choice(["p", "q", "r"], 300)
    y = (x[:, 0] + np.array([{"p": -1, "q": 0, "r": 1.5}[k] for k in kind]) + 0.7 * r.randn(300) > 0).astype(int)
    add("texts, 300 rows, 2 classes", {**numbers(x), "kind": kind}, np.array(["no", "yes"])[y], True)
    return found


def matrix(columns):
    parts = []
    for values in columns.values():
        if values.dtype.kind == "U":
            parts += [(values == text).astype(float) for text in np.unique(values)]
        else:
            parts.append(values)
    return np.stack(parts, 1)


def splits(y, is_class):
    for seed in range(SPLITS):
        if is_class:
            yield next(StratifiedShuffleSplit(1, test_size=0.2, random_state=seed).split(y, y))
        else:
            yield train_test_split(np.arange(len(y)), test_size=0.2, random_state=seed)


def scores(x, y, is_class, train, test):
    if is_class:
        linear = make_pipeline(StandardScaler(), LogisticRegressionCV(max_iter=2000))
        mlp = make_pipeline(StandardScaler(), MLPClassifier(random_state=0))
        score = accuracy_score
    else:
        linear = make_pipeline(StandardScaler(), RidgeCV(np.logspace(-3, 5, 17)))
        net = make_pipeline(StandardScaler(), MLPRegressor(random_state=0))
        mlp = TransformedTargetRegressor(net, transformer=StandardScaler())
        score = r2_score
    return [score(y[test], model.fit(x[train], y[train]).predict(x[test])) for model in (linear, mlp)]


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    result = []
    for index, (name, (columns, y, is_class)) in enumerate(tables().items()):
        x = matrix(columns)
        found = []
        for split, (train, test) in enumerate(splits(y, is_class)):
            part = np.full(len(y), "train", dtype="<U5")
            part[test] = "test"
            lines = [",".join([*columns, "y", "split"])]
            for row in range(len(y)):
                cells = [str(values[row]) for values in columns.values()]
                lines.append(",".join([*cells, str(y[row]), part[row]]))
            (folder / f"{index}-{split}.csv").write_text("\n".join(lines) + "\n")
            found.append(scores(x, y, is_class, train, test))
        linear, mlp = np.array(found).T.tolist()
        result.append({"name": name, "kind": "class" if is_class else "number", "linear": linear, "mlp": mlp})
        print(f"{name}: linear {np.mean(linear):.3f}, MLP {np.mean(mlp):.3f}", flush=True)
    (folder / "scikit.json").write_text(json.dumps(result))


main(Path(sys.argv[1] if len(sys.argv) > 1 else ".cache/smallTables"))
