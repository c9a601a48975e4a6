// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import dev.carteiro.config.LogSettings;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up logging to standard error, so that commands print results to standard output. */
public final class LoggingConfigurator {
  /** By name, because only the topology has Kafka Streams on its class path. */
  private static final String CORRUPTED = "org.apache.kafka.streams.errors.TaskCorruptedException";

  private LoggingConfigurator() {}

  public static void configure(LogSettings settings) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder(settings.format(), context));
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    // Libraries log warnings and errors only.
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    context.getLogger("dev.carteiro").setLevel(Level.toLevel(settings.level().name()));
    // While Kafka is away every client logs a warning each second; the roles report it once.
    onlyErrors("org.apache.kafka.clients.NetworkClient");
    // The live feed asks for end offsets before it is assigned partitions; each logs a warning.
    onlyErrors("org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils");
    // For new topics the client retries, and its caller gets the error if that does not help.
    suppressException(
        "org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy",
        UnknownTopicOrPartitionException.class);
    // It warns of a default that Kafka 5 will change, even where the setting is given.
    onlyErrors("org.apache.kafka.streams.StreamsConfig");
    // It logs the failure to bind a port, which is reported elsewhere with its cause.
    onlyErrors("io.javalin.Javalin");
    suppressRecoveries();
  }

  /**
   * Filters how Kafka Streams logs that it restores every store after an unclean stop, which is how
   * exactly-once recovers: hundreds of lines, where the topology logs one.
   */
  static void suppressRecoveries() {
    String internals = "org.apache.kafka.streams.processor.internals.";
    for (String logger : new String[] {"TaskManager", "StreamThread", "StateDirectory"}) {
      suppressException(internals + logger, CORRUPTED);
    }
    suppressMessage(internals + "TaskManager", "TaskCorruptedException");
    suppressMessage(internals + "ProcessorStateManager", "did not find checkpoint offsets");
  }

  /**
   * Filters out a logger's events with an exception or cause that the library's caller handles;
   * runs only for events that are about to be written.
   */
  public static void suppressException(String logger, Class<? extends Throwable> failure) {
    suppressException(logger, failure.getName());
  }

  private static void suppressException(String logger, String failure) {
    filter(
        event -> {
          for (IThrowableProxy thrown = event.getThrowableProxy();
              thrown != null && event.getLoggerName().equals(logger);
              thrown = thrown.getCause()) {
            if (thrown.getClassName().equals(failure)) {
              return true;
            }
          }
          return false;
        });
  }

  /** Filters out a logger's messages with some words, where the same is logged elsewhere. */
  private static void suppressMessage(String logger, String words) {
    filter(
        event ->
            event.getLoggerName().equals(logger) && event.getFormattedMessage().contains(words));
  }

  private static void filter(Predicate<ILoggingEvent> left) {
    Filter<ILoggingEvent> filter =
        new Filter<>() {
          @Override
          public FilterReply decide(ILoggingEvent event) {
            return left.test(event) ? FilterReply.DENY : FilterReply.NEUTRAL;
          }
        };
    ((LoggerContext) LoggerFactory.getILoggerFactory())
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .iteratorForAppenders()
        .forEachRemaining(appender -> appender.addFilter(filter));
  }

  /** Suppresses the warnings of a logger, where the caller reports the same. */
  public static void onlyErrors(String logger) {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(logger).setLevel(Level.ERROR);
  }

  private static Encoder<ILoggingEvent> encoder(
      LogSettings.LogFormat format, LoggerContext context) {
    if (format == LogSettings.LogFormat.JSON) {
      JsonEncoder json = new JsonEncoder();
      json.setContext(context);
      json.setWithFormattedMessage(true);
      json.setWithMessage(false);
      json.setWithArguments(false);
      json.setWithSequenceNumber(false);
      json.setWithNanoseconds(false);
      json.setWithContext(false);
      json.start();
      return json;
    }
    PatternLayoutEncoder plain = new PatternLayoutEncoder();
    plain.setContext(context);
    plain.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %-28.28logger{28} %msg%n");
    plain.start();
    return plain;
  }
}
