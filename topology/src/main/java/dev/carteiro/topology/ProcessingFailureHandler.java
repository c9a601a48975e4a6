// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.topology.record.OriginTrackedRecord;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.stage.LabelledCounter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what happens when a processor throws. A failure of Kafka or of a store, and any failure
 * of a punctuator, ends the thread, which is replaced and tries again. Any other failure is a bug
 * that this one record meets: the record becomes a dead letter with its bytes, in the same
 * transaction, and processing goes on.
 */
public final class ProcessingFailureHandler implements ProcessingExceptionHandler {
  /**
   * Property with the counter of dead letters: Kafka Streams creates this handler and configures it
   * with its own properties.
   */
  static final String DEAD_LETTERS_CONFIG = "carteiro.topology.dead.letters";

  private static final Logger LOG = LoggerFactory.getLogger(ProcessingFailureHandler.class);

  private LabelledCounter deadLetters;

  @Override
  public void configure(Map<String, ?> configs) {
    deadLetters = (LabelledCounter) configs.get(DEAD_LETTERS_CONFIG);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
    if (exception instanceof KafkaException) {
      LOG.error(
          "stage failed for lack of Kafka or its store; the thread is replaced stage={}",
          context.processorNodeId(),
          exception);
      return Response.fail();
    }
    if (record == null) {
      LOG.error(
          "a timed task failed stage={} task={}",
          context.processorNodeId(),
          context.taskId(),
          exception);
      return Response.fail();
    }
    OutputTopicRecord letter = letter(context, record, exception);
    deadLetters.count(letter.reason().name());
    LOG.error(
        "a rule failed; the record became a dead letter stage={} topic={} partition={} offset={}",
        context.processorNodeId(),
        letter.origin().topic(),
        letter.origin().partition(),
        letter.origin().offset(),
        exception);
    return Response.resume(
        List.of(
            new ProducerRecord<>(
                Topic.DEAD_LETTER.topicName(), null, key(letter.origin()), letter.value())));
  }

  private static OutputTopicRecord letter(
      ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
    Instant at = Instant.ofEpochMilli(record.timestamp());
    String stage = context.processorNodeId();
    String detail = exception.getClass().getName();
    OriginTrackedRecord cause =
        record.value() instanceof OriginTrackedRecord tracked ? tracked : origin(context);
    return OutputTopicRecord.deadLetter(
        cause, stage, DeadLetter.Reason.PROCESSING_FAILED, detail, null, at);
  }

  private static RecordOrigin origin(ErrorHandlerContext context) {
    byte[] key = context.sourceRawKey();
    byte[] value = context.sourceRawValue();
    return new RecordOrigin(
        key == null ? null : new String(key, StandardCharsets.UTF_8),
        context.topic(),
        context.partition(),
        context.offset(),
        Instant.ofEpochMilli(context.timestamp()),
        Map.of(),
        value == null ? new byte[0] : value);
  }

  private static byte[] key(RecordOrigin origin) {
    return origin.key() == null ? null : origin.key().getBytes(StandardCharsets.UTF_8);
  }
}
