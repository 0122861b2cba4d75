"""Reads models that this library wrote and compares outputs: keras_reads.py FOLDER."""

import json
import os
import sys
import warnings

import cases
import keras
import numpy as np

warnings.filterwarnings("ignore")

TOLERANCE = 1e-5


def difference(folder, case):
    """Empty if Keras reads the model and computes the outputs."""
    model = keras.models.load_model(os.path.join(folder, case["path"]), compile=False)
    inputs = {
        name: np.asarray(given["data"], given["dtype"]) for name, given in case["inputs"].items()
    }
    names = [each.name for each in model.inputs]
    if set(names) != set(inputs):
        return "inputs %s instead of %s" % (names, sorted(inputs))
    found = cases.predict(model, inputs)
    if len(found) != len(case["outputs"]):
        return "%d outputs instead of %d" % (len(found), len(case["outputs"]))
    for index, (output, wanted) in enumerate(zip(found, case["outputs"])):
        wanted = np.asarray(wanted, "float64")
        output = np.asarray(output, "float64")
        if output.shape != wanted.shape:
            return "output %d of shape %s instead of %s" % (index, output.shape, wanted.shape)
        apart = np.abs(output - wanted) / (1 + np.abs(wanted))
        apart[np.isnan(output) & np.isnan(wanted)] = 0
        worst = np.max(apart, initial=0)
        if not worst <= TOLERANCE:
            return "output %d differs by %.2g" % (index, worst)
    return ""


def main(folder):
    with open(os.path.join(folder, "cases.json")) as file:
        table = json.load(file)
    failed = 0
    for case in table:
        if not case.get("readBackByKeras", True):
            continue
        keras.utils.clear_session()
        try:
            result = difference(folder, case)
        except Exception as failure:
            result = "refused: " + str(failure).strip().splitlines()[0]
        if result:
            failed += 1
            print("%-50s %s" % (case["name"], result))
    print("%d models read by Keras %s, %d differ" % (len(table), keras.__version__, failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1])
