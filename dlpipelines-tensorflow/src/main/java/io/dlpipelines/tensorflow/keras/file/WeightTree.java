package io.dlpipelines.tensorflow.keras.file;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The weights of a {@code .weights.h5} file: groups for attributes and lists of layers, and in each
 * a group {@code vars} of numbered weights. Where Keras ran on Windows it joined names by
 * backslashes.
 */
final class WeightTree {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_GROUPS = 100_000;
  private static final String VARS = "vars";

  private final Map<String, WeightTree> children = new LinkedHashMap<>();
  private final SortedMap<Integer, StoredWeight> weights = new TreeMap<>();

  /** The tree of one file, or of the files over which it is distributed. */
  static WeightTree of(List<Hdf5Group> roots) {
    WeightTree tree = new WeightTree();
    int[] left = {MAX_GROUPS};
    roots.forEach(root -> tree.add(root, 0, left));
    return tree;
  }

  private void add(Hdf5Group group, int depth, int[] left) {
    if (depth > MAX_DEPTH) {
      throw group.invalid("its groups are nested more than %d deep.".formatted(MAX_DEPTH));
    }
    for (String name : group.names()) {
      left[0]--;
      if (left[0] < 0) {
        throw group.invalid("it has more than %d groups.".formatted(MAX_GROUPS));
      }
      boolean optimizer = depth == 0 && name.equals("optimizer");
      Optional<Hdf5Group> found = optimizer ? Optional.empty() : group.findGroup(name);
      found.ifPresent(
          child -> {
            if (name.equals(VARS)) {
              addWeights(child);
            } else {
              WeightTree at = this;
              for (String part : name.split("\\\\")) {
                at = at.children.computeIfAbsent(part, unused -> new WeightTree());
              }
              at.add(child, depth + 1, left);
            }
          });
    }
  }

  private void addWeights(Hdf5Group vars) {
    vars.names().stream()
        .filter(name -> name.matches("\\d{1,6}"))
        .forEach(
            name ->
                vars.findWeight(name)
                    .ifPresent(weight -> weights.put(Integer.valueOf(name), weight)));
  }

  /** The weights that are its own, in Keras's order. */
  List<StoredWeight> weights() {
    return List.copyOf(weights.values());
  }

  /** A part by its attribute, which Keras 3 may write with an underscore before it, or without. */
  Optional<WeightTree> find(String attribute) {
    return Optional.ofNullable(children.get(attribute))
        .or(() -> Optional.ofNullable(children.get("_" + attribute)))
        .or(
            () ->
                attribute.startsWith("_")
                    ? Optional.ofNullable(children.get(attribute.substring(1)))
                    : Optional.empty());
  }

  /** The parts that hold weights, those whose names end in numbers in the order of the numbers. */
  Map<String, WeightTree> filled() {
    Map<String, WeightTree> filled = new LinkedHashMap<>();
    children.entrySet().stream()
        .filter(child -> child.getValue().isFilled())
        .sorted(Comparator.comparing(child -> number(child.getKey())))
        .forEach(child -> filled.put(child.getKey(), child.getValue()));
    return filled;
  }

  private boolean isFilled() {
    return !weights.isEmpty() || children.values().stream().anyMatch(WeightTree::isFilled);
  }

  private static int number(String name) {
    return name.matches(".*_\\d{1,6}")
        ? Integer.parseInt(name.substring(name.lastIndexOf('_') + 1))
        : 0;
  }

  @Override
  public String toString() {
    return children.keySet().toString();
  }
}
