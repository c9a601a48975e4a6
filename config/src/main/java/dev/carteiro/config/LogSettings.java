// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

/** Settings of a process's log output. The level is that of the project's own loggers. */
public record LogSettings(
    @Setting(name = "LOG_FORMAT", defaultValue = "plain")
        @HelpText("Log lines as plain text or as json.")
        LogFormat format,
    @Setting(name = "LOG_LEVEL", defaultValue = "info")
        @HelpText("Lowest level logged: error, warn, info or debug.")
        LogLevel level) {

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
}
