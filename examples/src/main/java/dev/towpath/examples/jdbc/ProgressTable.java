package dev.towpath.examples.jdbc;

import dev.towpath.event.BinlogPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The row of one pipeline in the target's table {@code towpath.progress}. It also fences: the row
 * keeps the latest epoch, and a sink of an earlier epoch can no longer store or commit. Used by one
 * thread at a time.
 */
final class ProgressTable {
  private static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS towpath.progress (
        pipeline VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY,
        epoch BIGINT NOT NULL,
        position LONGTEXT NULL,
        part VARCHAR(255) NOT NULL
      )""";

  private final Connection connection;
  private final String pipeline;
  private final long epoch;

  ProgressTable(Connection connection, String pipeline, long epoch) {
    this.connection = connection;
    this.pipeline = pipeline;
    this.epoch = epoch;
  }

  /** Announces the epoch and reads the last sink's progress. */
  Progress load() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE IF NOT EXISTS towpath");
      statement.execute(CREATE);
    }
    try (PreparedStatement announce =
            connection.prepareStatement(
                "INSERT INTO towpath.progress (pipeline, epoch, part) VALUES (?, ?, '')"
                    + " ON DUPLICATE KEY UPDATE epoch = GREATEST(epoch, VALUES(epoch))");
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT position, part FROM towpath.progress WHERE pipeline = ?")) {
      announce.setString(1, pipeline);
      announce.setLong(2, epoch);
      announce.executeUpdate();
      connection.commit();
      select.setString(1, pipeline);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        String position = row.getString(1);
        return new Progress(
            position == null ? null : BinlogPosition.parse(position), row.getString(2));
      } finally {
        connection.commit();
      }
    }
  }

  /** Stores the progress in the transaction of the rows; the caller commits. */
  void store(Progress progress) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE towpath.progress SET position = ?, part = ? WHERE pipeline = ?"
                + " AND epoch = ?")) {
      update.setString(1, progress.position().map(BinlogPosition::toString).orElse(null));
      update.setString(2, progress.part());
      update.setString(3, pipeline);
      update.setLong(4, epoch);
      if (update.executeUpdate() != 1) {
        throw new SQLException(
            "pipeline %s: epoch %d is over, towpath.progress in the target has a later one"
                .formatted(pipeline, epoch));
      }
    }
  }
}
