// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.registry.QuietHours;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.ControlCommand.ControlAction;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.contract.send.TenantPermitGrant;
import dev.carteiro.contract.send.TenantPermitRequest;
import dev.carteiro.topology.SendRecordSamples;
import dev.carteiro.topology.tenantpace.TenantPaceState;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An instance under a limit of its tenant, and the tenant's side of it. */
class TenantPermitRequesterTest {
  private final PartitionOutboxFixture outbox = new PartitionOutboxFixture();

  @BeforeEach
  void limit() {
    outbox.tenant(5, null);
  }

  @Test
  void aMessageWaitsForAPermitAndUsesIt() {
    // Given
    outbox.text("one", "a");
    outbox.text("two", "b");
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(actions()).containsExactly(TenantPermitRequest.PermitAction.ASK);

    // When
    grant(SendRecordSamples.TENANT);

    // Then
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.succeed(dispatch);
    assertThat(actions())
        .containsExactly(
            TenantPermitRequest.PermitAction.ASK,
            TenantPermitRequest.PermitAction.USED,
            TenantPermitRequest.PermitAction.ASK);
  }

  @Test
  void aPermitWhoseMessageNeverLeftGoesBack() {
    // Given
    outbox.text("one", "a");
    grant(SendRecordSamples.TENANT);
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);

    // When
    outbox.outcome(dispatch, SendResultKind.NOT_SENT, "CONNECT_REFUSED");

    // Then
    assertThat(actions())
        .containsExactly(
            TenantPermitRequest.PermitAction.ASK, TenantPermitRequest.PermitAction.UNUSED);
  }

  @Test
  void aPermitGoesBackWhenNothingCanUseIt() {
    // Given
    outbox.text("one", "a");
    outbox.connection("close");

    // When
    grant(SendRecordSamples.TENANT);

    // Then
    assertThat(actions())
        .containsExactly(
            TenantPermitRequest.PermitAction.ASK, TenantPermitRequest.PermitAction.UNUSED);
  }

  @Test
  void aPermitGoesBackWhenItsMessageIsCancelled() {
    // Given
    outbox.text("one", "a");
    outbox.control(ControlAction.CANCEL, SendRecordSamples.id("one"));

    // When
    grant(SendRecordSamples.TENANT);

    // Then
    assertThat(actions())
        .containsExactly(
            TenantPermitRequest.PermitAction.ASK, TenantPermitRequest.PermitAction.UNUSED);
  }

  @Test
  void aPermitGoesBackWhenTypingIsCancelled() {
    // Given
    outbox.take(SendRecordSamples.typed("one", "a", 3, outbox.instant()));
    grant(SendRecordSamples.TENANT);

    // When
    outbox.control(ControlAction.CANCEL, SendRecordSamples.id("one"));

    // Then
    assertThat(actions())
        .containsExactly(
            TenantPermitRequest.PermitAction.ASK, TenantPermitRequest.PermitAction.UNUSED);
  }

  @Test
  void aPermitThatComesInQuietHoursGoesBack() {
    // Given
    outbox.text("one", "a");
    outbox.tenant(5, new QuietHours(LocalTime.of(11, 0), LocalTime.of(13, 0), ZoneOffset.UTC));

    // When
    grant(SendRecordSamples.TENANT);

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(actions())
        .containsExactly(
            TenantPermitRequest.PermitAction.ASK, TenantPermitRequest.PermitAction.UNUSED);
  }

  @Test
  void aMessageLeavesWithoutAPermitOnceTheLimitIsGone() {
    // Given
    outbox.text("one", "a");
    outbox.tenant(null, null);

    // When
    outbox.text("two", "b");

    // Then
    assertThat(outbox.dispatched()).hasSize(1);
  }

  @Test
  void aPermitOfTheFormerTenantGoesBackToIt() {
    // Given
    outbox.text("one", "a");
    outbox.tenants.put(
        "tenant-b", new TenantRecord(1, "tenant-b", "B", 5, null, outbox.instant(), "test"));
    outbox.bind("tenant-b", null);
    outbox.take(ofTenantB("two"));
    outbox.permitRequests().clear();

    // When
    grant(SendRecordSamples.TENANT);

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.permitRequests())
        .extracting(TenantPermitRequest::tenantId, TenantPermitRequest::action)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                SendRecordSamples.TENANT, TenantPermitRequest.PermitAction.UNUSED));
    grant("tenant-b");
    outbox.succeed(outbox.onlyDispatch());
    assertThat(outbox.permitRequests())
        .extracting(TenantPermitRequest::tenantId)
        .endsWith("tenant-b");
  }

  @Test
  void atMostTheLimitIsGivenAndUsedInAnyMinute() {
    // Given
    TenantPaceState pace = new TenantPaceState();
    List<Long> used = new ArrayList<>();
    List<String> given = new ArrayList<>();
    java.util.Random random = new java.util.Random(3);
    for (int n = 0; n < 40; n++) {
      pace.take(TenantPermitRequest.PermitAction.ASK, "default/i" + n % 4, 0, 7);
    }

    // When
    for (long now = 0; now < Duration.ofMinutes(10).toMillis(); now += 250) {
      given.addAll(pace.grant(now, 7));
      if (!given.isEmpty() && random.nextInt(3) == 0) {
        String instance = given.remove(0);
        boolean left = random.nextInt(3) > 0;
        pace.take(
            left ? TenantPermitRequest.PermitAction.USED : TenantPermitRequest.PermitAction.UNUSED,
            instance,
            now,
            7);
        if (left) {
          used.add(now);
        }
        pace.take(TenantPermitRequest.PermitAction.ASK, instance, now, 7);
      }
      pace = TenantPaceState.decode(pace.encode());
    }

    // Then
    assertThat(used.size()).isGreaterThan(50);
    for (int n = 7; n < used.size(); n++) {
      assertThat(used.get(n) - used.get(n - 7)).isGreaterThan(60_000);
    }
  }

  private dev.carteiro.contract.send.SendMessageCommand ofTenantB(String name) {
    var like = SendRecordSamples.text(name, "b", outbox.instant());
    return new dev.carteiro.contract.send.SendMessageCommand(
        1,
        like.id(),
        null,
        "tenant-b",
        "key-2",
        SendRecordSamples.LOJA,
        "loja",
        SendRecordSamples.ANA,
        "b",
        like.content(),
        outbox.instant(),
        null,
        like.priority(),
        0,
        null,
        null,
        null,
        null,
        null,
        "f",
        "t");
  }

  private void grant(String tenant) {
    outbox.run(
        () ->
            outbox.outbox.permit(
                new TenantPermitGrant(1, tenant, SendRecordSamples.LOJA, outbox.instant()),
                outbox.now));
  }

  private List<TenantPermitRequest.PermitAction> actions() {
    return outbox.permitRequests().stream().map(TenantPermitRequest::action).toList();
  }
}
