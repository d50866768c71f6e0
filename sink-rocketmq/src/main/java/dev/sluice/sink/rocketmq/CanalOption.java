package dev.sluice.sink.rocketmq;

/** Where canal's formats depend on what canal was connected to. */
public enum CanalOption {
  /**
   * Integer types and {@code YEAR} in {@code mysqlType} have the display width that MySQL before
   * 8.0.19 shows, {@code int(11)}, also when the binlog has none. The widths of {@code tinyint(1)}
   * and of {@code float(7,3)} are in no binlog.
   */
  DISPLAY_WIDTHS
}
