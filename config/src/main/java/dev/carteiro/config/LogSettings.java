// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.util.List;

/**
 * Settings of a process's log output.
 *
 * @param format plain text, or one JSON object a line
 * @param level level of the project's own loggers
 */
public record LogSettings(LogFormat format, LogLevel level) {

  /** Format of a log line. */
  public enum LogFormat {
    PLAIN,
    JSON
  }

  /** Lowest level that is written. */
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  public static final Setting<LogFormat> FORMAT =
      Setting.oneOf("LOG_FORMAT", LogFormat.PLAIN, "Log lines as plain text or as json.");
  public static final Setting<LogLevel> LEVEL =
      Setting.oneOf("LOG_LEVEL", LogLevel.INFO, "Lowest level logged: error, warn, info or debug.");

  public static List<Setting<?>> settings() {
    return List.of(FORMAT, LEVEL);
  }

  public static LogSettings from(Environment environment) {
    return new LogSettings(environment.get(FORMAT), environment.get(LEVEL));
  }
}
