package dev.towpath.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.embedded.EmbeddedMySql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A test of an application on a MySQL of its own. */
class ShopIT {
  @Test
  void anOrderIsInTheDatabase() throws SQLException {
    try (EmbeddedMySql mysql = EmbeddedMySql.builder().start()) {
      mysql.execute("CREATE DATABASE shop", "CREATE TABLE shop.orders (id INT PRIMARY KEY)");
      new Shop("jdbc:mariadb://127.0.0.1:" + mysql.port() + "/shop", "root", "").order(7);
      assertEquals(List.of(List.of("7")), mysql.query("SELECT id FROM shop.orders"));
    }
  }

  /** The application. */
  private record Shop(String url, String user, String password) {
    void order(int id) throws SQLException {
      try (Connection connection = DriverManager.getConnection(url, user, password);
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO orders (id) VALUES (?)")) {
        insert.setInt(1, id);
        insert.executeUpdate();
      }
    }
  }
}
