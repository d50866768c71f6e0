package dev.sluice.sink.rocketmq;

/**
 * Where canal's formats depend on what canal was connected to, or one would rather not have them.
 */
public enum CanalOption {
  /**
   * Integer types and {@code YEAR} in {@code mysqlType} have the display width that MySQL before
   * 8.0.19 shows, {@code int(11)}, also when the binlog has none. The widths of {@code tinyint(1)}
   * and of {@code float(7,3)} are in no binlog.
   */
  DISPLAY_WIDTHS,

  /**
   * {@code DECIMAL} values have all digits of their column's scale, as MySQL prints them: {@code
   * 18.00}, where canal writes {@code 18.0}. Partitions are chosen by canal's text all the same.
   */
  FULL_DECIMALS,

  /** {@code gtid} is empty, as from a canal without {@code canal.instance.gtidon}. */
  NO_GTIDS
}
