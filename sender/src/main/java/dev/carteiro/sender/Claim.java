// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.send.SendDispatch;
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
 * What one poll's dispatches become.
 *
 * @param records to be written in the claim's transaction: STARTED, EXPIRED, dead letters
 * @param dispatches to be called once that is committed, in the order they were read
 */
record Claim(
    List<ProducerRecord<byte[], byte[]>> records,
    List<SendDispatch> dispatches,
    int expired,
    int unreadable) {

  /**
   * @param now by the brokers' clock
   */
  static Claim of(Iterable<ConsumerRecord<byte[], byte[]>> polled, Results results, Instant now) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    List<SendDispatch> dispatches = new ArrayList<>();
    int expired = 0;
    int unreadable = 0;
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      Optional<SendDispatch> read = read(record);
      if (read.isEmpty()) {
        unreadable++;
        records.add(Records.deadLetter(record, now));
        continue;
      }
      SendDispatch dispatch = byBrokersClock(record, read.get());
      boolean message = dispatch.action() == SendDispatch.Action.SEND;
      if (now.isAfter(dispatch.notAfter())) {
        expired++;
        if (message) {
          records.add(Records.of(results.expired(dispatch)));
        }
        continue;
      }
      if (message) {
        records.add(Records.of(results.started(dispatch)));
      }
      dispatches.add(dispatch);
    }
    return new Claim(records, dispatches, expired, unreadable);
  }

  /**
   * The topology has a clock of its own: what counts is how long after its making the dispatch may
   * be claimed, from when the broker took it.
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
              && (dispatch.action() != SendDispatch.Action.SEND || dispatch.content() != null)
              && (dispatch.action() == SendDispatch.Action.PROBE || dispatch.number() != null);
      return complete ? Optional.of(dispatch) : Optional.empty();
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }
}
