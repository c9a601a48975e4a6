// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingConfiguratorTest {
  private static final String LIBRARY = "some.Library";

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger library = context.getLogger(LIBRARY);
  private final Logger other = context.getLogger("some.Other");
  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

  @BeforeEach
  void listen() {
    heard.start();
    root.addAppender(heard);
  }

  @AfterEach
  void forget() {
    root.detachAppender(heard);
  }

  @Test
  void onlyTheOneKindOfFailureOfTheOneLoggerIsLeftOut() {
    // Given
    LoggingConfigurator.suppressException(LIBRARY, ArithmeticException.class);

    // When
    library.error("left out", new CompletionException(new ArithmeticException()));
    library.error("another failure", new IllegalStateException());
    library.error("no failure");
    other.error("another logger", new ArithmeticException());

    // Then
    assertThat(heard.list)
        .extracting(ILoggingEvent::getMessage)
        .containsExactly("another failure", "no failure", "another logger");
  }

  @Test
  void howStreamsRecoversAfterAnUncleanStopIsLeftOutAndItsOtherTroubleIsNot() {
    // Given
    String internals = "org.apache.kafka.streams.processor.internals.";
    Logger manager = context.getLogger(internals + "TaskManager");
    Logger stores = context.getLogger(internals + "ProcessorStateManager");
    LoggingConfigurator.suppressRecoveries();

    // When
    manager.error(
        "Get exceptions for the following tasks: {0_2=org.apache.kafka.streams.errors.TaskCorruptedException: x}");
    stores.warn("State store a did not find checkpoint offsets while stores are not empty");
    manager.error(
        "Get exceptions for the following tasks: {0_2=java.lang.IllegalStateException: x}");
    stores.warn("another trouble");

    // Then
    assertThat(heard.list)
        .extracting(ILoggingEvent::getMessage)
        .containsExactly(
            "Get exceptions for the following tasks: {0_2=java.lang.IllegalStateException: x}",
            "another trouble");
  }
}
