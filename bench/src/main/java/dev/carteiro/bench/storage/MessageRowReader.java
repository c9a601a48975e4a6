// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.storage;

import dev.carteiro.bench.load.ClosedLoopGenerator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;

/**
 * A client that reads rows of a filled {@link MessageTableDatabase} by primary key: a random row,
 * or a page of 100 from it on. It has a connection and a prepared statement of its own.
 */
final class MessageRowReader implements ClosedLoopGenerator.ClosedLoopClient, AutoCloseable {
  private static final String KEY =
      "SELECT * FROM messages WHERE tenant_id = ? AND gateway = ? AND instance = ? AND message_id = ?";
  private static final String PAGE =
      "SELECT * FROM messages WHERE (tenant_id, gateway, instance, message_id) >= (?, ?, ?, ?)"
          + " ORDER BY tenant_id, gateway, instance, message_id LIMIT 100";

  private final Connection connection;
  private final PreparedStatement statement;
  private final int rows;
  private final Random random;

  /**
   * @param rows that the table was filled with
   */
  MessageRowReader(MessageTableDatabase table, int rows, boolean page, long seed)
      throws SQLException {
    this.rows = rows;
    this.random = new Random(seed);
    this.connection = table.connect();
    this.statement = connection.prepareStatement(page ? PAGE : KEY);
  }

  @Override
  public void ask() throws SQLException {
    int n = 1 + random.nextInt(rows);
    statement.setString(1, "tenant-" + n % 50);
    statement.setString(2, "default");
    statement.setString(3, "n" + n % 1_000);
    statement.setString(4, "3EB0" + md5(Integer.toString(n)));
    try (ResultSet found = statement.executeQuery()) {
      int columns = found.getMetaData().getColumnCount();
      int count = 0;
      for (; found.next(); count++) {
        for (int column = 1; column <= columns; column++) {
          found.getString(column);
        }
      }
      if (count == 0) {
        throw new IllegalStateException("no row of " + n);
      }
    }
  }

  private static String md5(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash).toUpperCase(Locale.ROOT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot close", e);
    }
  }
}
