package dev.towpath.sink.rocketmq.option;

/**
 * An option of canal's formats, where canal's output depends on its environment or needs
 * correction.
 */
public enum CanalOption {
  /**
   * Shows integer types and {@code YEAR} in {@code mysqlType} with the display width of MySQL
   * before 8.0.19, {@code int(11)}, even when the binlog has none. The widths of {@code tinyint(1)}
   * and {@code float(7,3)} are in no binlog.
   */
  DISPLAY_WIDTHS,

  /**
   * Writes {@code DECIMAL} values with all digits of their column's scale, as MySQL prints them:
   * {@code 18.00}, where canal writes {@code 18.0}. Partitions are still chosen by canal's text.
   */
  FULL_DECIMALS,

  /** Leaves {@code gtid} empty, as a canal without {@code canal.instance.gtidon} does. */
  NO_GTIDS
}
