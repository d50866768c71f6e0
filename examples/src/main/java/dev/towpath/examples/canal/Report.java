package dev.towpath.examples.canal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A report on the treatment of each setting, file by file. Immutable. */
final class Report {
  private final List<Line> lines;

  private Report(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /**
   * A setting and its verdict.
   *
   * @param file its file
   * @param value the value, unless it is secret
   */
  record Line(String file, String key, String value, Verdict verdict) {
    @Override
    public String toString() {
      return "  %-16s  %s = %s  (%s)".formatted(verdict.fate(), key, value, verdict.note());
    }
  }

  static Report of(CanalConf conf) {
    List<Line> lines = new ArrayList<>();
    add(lines, "canal.properties", conf.server(), conf.server());
    for (Map.Entry<String, CanalSettings> own : conf.own().entrySet()) {
      String file = own.getKey() + "/instance.properties";
      add(lines, file, own.getValue(), conf.settings(own.getKey()));
    }
    return new Report(lines);
  }

  private static void add(
      List<Line> lines, String file, CanalSettings own, CanalSettings effective) {
    for (String key : own.keys()) {
      String value = effective.get(key);
      lines.add(
          new Line(file, key, SettingCatalog.shown(key, value), SettingCatalog.judge(key, value)));
    }
  }

  /** Returns the settings with this fate. */
  List<Line> with(Fate fate) {
    return lines.stream().filter(line -> line.verdict().fate() == fate).toList();
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (String file : lines.stream().map(Line::file).distinct().toList()) {
      text.append(file).append('\n');
      for (Fate fate : Fate.values()) {
        with(fate).stream()
            .filter(line -> line.file().equals(file))
            .forEach(line -> text.append(line).append('\n'));
      }
    }
    return text.toString();
  }
}
