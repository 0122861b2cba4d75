package io.dlpipelines.tuning.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Where values lie on an axis, and its ticks.
 *
 * @param least at 0
 * @param greatest at 1
 * @param logarithmic whether decades are equally long
 * @param labels names of the values 0, 1, 2, ... of an axis without numbers
 * @param marks where ticks are; empty where the scale chooses
 */
record Scale(
    double least, double greatest, boolean logarithmic, List<String> labels, List<Double> marks) {
  private static final double MARGIN = 0.04;
  private static final int TICKS = 6;

  /** Logarithmic where positive values span more than a decade. */
  static Scale of(Collection<Double> values) {
    double least = values.stream().mapToDouble(value -> value).min().orElse(0);
    double greatest = values.stream().mapToDouble(value -> value).max().orElse(1);
    return of(least, greatest, least > 0 && greatest > 10 * least);
  }

  static Scale linear(Collection<Double> values) {
    return of(
        values.stream().mapToDouble(value -> value).min().orElse(0),
        values.stream().mapToDouble(value -> value).max().orElse(1),
        false);
  }

  static Scale named(List<String> labels) {
    return new Scale(-0.5, labels.size() - 0.5, false, List.copyOf(labels), List.of());
  }

  private static Scale of(double least, double greatest, boolean logarithmic) {
    if (least == greatest) {
      double around = least == 0 ? 1 : Math.abs(least) / 10;
      return new Scale(least - around, greatest + around, false, List.of(), List.of());
    }
    if (logarithmic) {
      double factor = Math.pow(greatest / least, MARGIN);
      return new Scale(least / factor, greatest * factor, true, List.of(), List.of());
    }
    double margin = MARGIN * (greatest - least);
    double lower = least >= 0 ? Math.max(0, least - margin) : least - margin;
    return new Scale(lower, greatest + margin, false, List.of(), List.of());
  }

  Scale withTicks(Collection<Double> values) {
    List<Double> ticks = values.stream().distinct().sorted().toList();
    return new Scale(least, greatest, logarithmic, labels, ticks);
  }

  /** From 0 to 1. */
  double place(double value) {
    return logarithmic
        ? Math.log(value / least) / Math.log(greatest / least)
        : (value - least) / (greatest - least);
  }

  String label(double tick) {
    return labels.isEmpty() ? Numbers.shortest(tick) : labels.get((int) tick);
  }

  /** Names without the words that all of them begin with. */
  Scale withShortLabels() {
    if (labels.size() < 2) {
      return this;
    }
    String common = labels.stream().reduce(Scale::commonPrefix).orElse("");
    int words = common.lastIndexOf(' ') + 1;
    List<String> rest =
        labels.stream().map(label -> words == 0 ? label : "… " + label.substring(words)).toList();
    return new Scale(least, greatest, logarithmic, rest, marks);
  }

  private static String commonPrefix(String one, String other) {
    int length = 0;
    while (length < Math.min(one.length(), other.length())
        && one.charAt(length) == other.charAt(length)) {
      length++;
    }
    return one.substring(0, length);
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>(marks);
    if (!marks.isEmpty()) {
      return ticks;
    }
    if (!labels.isEmpty()) {
      for (int each = 0; each < labels.size(); each++) {
        ticks.add((double) each);
      }
    } else if (logarithmic) {
      addDecades(ticks);
    } else {
      double step = step();
      for (long each = (long) Math.ceil(least / step); each * step <= greatest; each++) {
        ticks.add(each * step);
      }
    }
    return ticks;
  }

  /** Powers of ten, with 2 and 5 times as much between them where there is room. */
  private void addDecades(List<Double> ticks) {
    int first = (int) Math.floor(Math.log10(least));
    int last = (int) Math.ceil(Math.log10(greatest));
    double[] within = last - first <= 3 ? new double[] {1, 2, 5} : new double[] {1};
    int each = Math.max(1, (last - first) / TICKS);
    for (int decade = first; decade <= last; decade += each) {
      for (double times : within) {
        double tick = decade < 0 ? times / Math.pow(10, -decade) : times * Math.pow(10, decade);
        if (tick >= least && tick <= greatest) {
          ticks.add(tick);
        }
      }
    }
  }

  private double step() {
    double rough = (greatest - least) / TICKS;
    double decade = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double times : new double[] {1, 2, 5}) {
      if (times * decade >= rough) {
        return times * decade;
      }
    }
    return 10 * decade;
  }
}
