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

/**
 * Sets up logging: to standard error, so that commands can print their results to standard output.
 */
public final class Logging {
  /** By its name: only the topology has Kafka Streams. */
  private static final String CORRUPTED = "org.apache.kafka.streams.errors.TaskCorruptedException";

  private Logging() {}

  /** Replaces whatever was configured before. */
  public static void configure(LogSettings settings) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder(settings.format(), context));
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    // Libraries speak only when something is wrong.
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    context.getLogger("dev.carteiro").setLevel(Level.toLevel(settings.level().name()));
    // One warning a second from every client while Kafka is away; the roles' health and log say it
    // once.
    onlyErrors("org.apache.kafka.clients.NetworkClient");
    // The live feed asks for the ends of partitions before it takes them; each answer is a warning.
    onlyErrors("org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils");
    // Topics that were just made: it asks again, and who asked is told if that does not help.
    unheard(
        "org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy",
        UnknownTopicOrPartitionException.class);
    // It warns of a default that Kafka 5 will change, also where the setting is given.
    onlyErrors("org.apache.kafka.streams.StreamsConfig");
    // It logs the failure to bind a port that is reported in better words.
    onlyErrors("io.javalin.Javalin");
    recoveries();
  }

  /**
   * After an unclean stop Streams wipes and restores every store: some hundred lines, errors and
   * stack traces among them, of how exactly-once recovers. The topology says it in one.
   */
  static void recoveries() {
    String internals = "org.apache.kafka.streams.processor.internals.";
    for (String logger : new String[] {"TaskManager", "StreamThread", "StateDirectory"}) {
      unheard(internals + logger, CORRUPTED);
    }
    unsaid(internals + "TaskManager", "TaskCorruptedException");
    unsaid(internals + "ProcessorStateManager", "did not find checkpoint offsets");
  }

  /**
   * Leaves out what a logger says because of one kind of failure, which its caller repairs. Looked
   * at when something is about to be written, not whenever a library asks whether it should speak.
   */
  public static void unheard(String logger, Class<? extends Throwable> failure) {
    unheard(logger, failure.getName());
  }

  private static void unheard(String logger, String failure) {
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

  /** Leaves out what a logger says with some words, where the same is said in better ones. */
  private static void unsaid(String logger, String words) {
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

  /** Lets a library's warnings pass unheard, where the caller says the same in better words. */
  public static void onlyErrors(String logger) {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(logger).setLevel(Level.ERROR);
  }

  private static Encoder<ILoggingEvent> encoder(LogSettings.Format format, LoggerContext context) {
    if (format == LogSettings.Format.JSON) {
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
