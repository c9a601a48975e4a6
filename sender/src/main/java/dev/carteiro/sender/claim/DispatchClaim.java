// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.claim;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendDispatch.DispatchAction;
import dev.carteiro.sender.call.SendResultFactory;
import dev.carteiro.sender.call.SenderRecordFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * The content of one claim transaction: what the dispatches of one poll become.
 *
 * @param records to write in the transaction: STARTED and EXPIRED results, dead letters
 * @param dispatches to execute after the commit, in the order of their offsets
 * @param expired how many dispatches were past their time limit
 * @param unreadable how many records became dead letters
 */
record DispatchClaim(
    List<ProducerRecord<byte[], byte[]>> records,
    List<SendDispatch> dispatches,
    int expired,
    int unreadable) {

  /** Makes the claim of a poll; {@code now} is by the brokers' clock. */
  static DispatchClaim of(
      Iterable<ConsumerRecord<byte[], byte[]>> polled, SendResultFactory results, Instant now) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    List<SendDispatch> dispatches = new ArrayList<>();
    int expired = 0;
    int unreadable = 0;
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      Optional<SendDispatch> read = read(record);
      if (read.isEmpty()) {
        unreadable++;
        records.add(SenderRecordFactory.deadLetter(record, now));
        continue;
      }
      SendDispatch dispatch = byBrokersClock(record, read.get());
      boolean message = dispatch.action() == DispatchAction.SEND;
      if (now.isAfter(dispatch.notAfter())) {
        expired++;
        if (message) {
          records.add(SenderRecordFactory.of(results.expired(dispatch)));
        }
        continue;
      }
      if (message) {
        records.add(SenderRecordFactory.of(results.started(dispatch)));
      }
      dispatches.add(dispatch);
    }
    return new DispatchClaim(records, dispatches, expired, unreadable);
  }

  /**
   * The dispatch with its limit by the brokers' clock: as long after the append time as the
   * topology set it after its own.
   */
  private static SendDispatch byBrokersClock(
      ConsumerRecord<byte[], byte[]> record, SendDispatch dispatch) {
    if (record.timestampType() != TimestampType.LOG_APPEND_TIME
        || dispatch.dispatchedAt() == null) {
      return dispatch;
    }
    Duration claimable = Duration.between(dispatch.dispatchedAt(), dispatch.notAfter());
    return dispatch.until(Instant.ofEpochMilli(record.timestamp()).plus(claimable));
  }

  private static Optional<SendDispatch> read(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      SendDispatch dispatch = Json.read(record.value(), SendDispatch.class);
      boolean complete =
          dispatch != null
              && dispatch.action() != null
              && dispatch.dispatchId() != null
              && dispatch.tenantId() != null
              && dispatch.instance() != null
              && dispatch.notAfter() != null
              && (dispatch.action() != DispatchAction.SEND || dispatch.content() != null)
              && (dispatch.action() == DispatchAction.PROBE || dispatch.number() != null);
      return complete ? Optional.of(dispatch) : Optional.empty();
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }
}
