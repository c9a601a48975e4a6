// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what happens to notices, and counts it as {@code alert_notices_total}. */
record NoticeDeliveryLog(MeterRegistry metrics) {
  private static final Logger LOG = LoggerFactory.getLogger(NoticeDeliveryLog.class);

  void event(AlertEvent event) {
    if (event.state() == AlertState.FIRING) {
      LOG.warn(
          "[MONITOR] alert fires rule={} id={} severity={}",
          event.rule(),
          event.id(),
          event.severity());
    } else {
      LOG.info("[MONITOR] alert is over rule={} id={}", event.rule(), event.id());
    }
  }

  void delivered(AlertNoticeChannel channel, AlertNotice notice) {
    count(channel, "delivered");
    if (notice.isDigest()) {
      LOG.info(
          "[MONITOR] notice delivered channel={} events={}",
          channel.name(),
          notice.events().size());
      return;
    }
    AlertEvent event = notice.first();
    LOG.info(
        "[MONITOR] notice delivered channel={} rule={} state={} id={}",
        channel.name(),
        event.rule(),
        event.state(),
        event.id());
  }

  /** The channel may not deliver the event: it depends on what the alert is about. */
  void skipped(AlertNoticeChannel channel, AlertEvent event) {
    count(channel, "skipped");
    LOG.info("[MONITOR] notice skipped channel={} id={}", channel.name(), event.id());
  }

  /** The event was delivered before, or the alert flaps. */
  void held(AlertNoticeChannel channel, AlertEvent event) {
    count(channel, "held");
    LOG.debug("notice held channel={} id={} state={}", channel.name(), event.id(), event.state());
  }

  void retried(AlertNoticeChannel channel, AlertNotice notice, Exception reason, Duration pause) {
    count(channel, "retried");
    LOG.warn(
        "[MONITOR] notice not delivered channel={} id={} again_in_ms={}: {}",
        channel.name(),
        notice.first().id(),
        pause.toMillis(),
        reason.getMessage());
  }

  void givenUp(AlertNoticeChannel channel, AlertNotice notice, Exception reason) {
    count(channel, "given_up");
    LOG.error(
        "[MONITOR] notice given up channel={} id={} events={}: {}",
        channel.name(),
        notice.first().id(),
        notice.events().size(),
        reason.getMessage());
  }

  private void count(AlertNoticeChannel channel, String outcome) {
    metrics.counter("alert.notices", "channel", channel.name(), "outcome", outcome).increment();
  }
}
