// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.event.QuietHours;
import dev.carteiro.contract.event.TenantRecord;
import dev.carteiro.contract.send.ControlCommand.Action;
import dev.carteiro.contract.send.Permit;
import dev.carteiro.contract.send.PermitRequest;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult.Kind;
import dev.carteiro.topology.Sends;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An instance under a limit of its tenant, and the tenant's side of it. */
class TenantPermitsTest {
  private final OutboxFixture outbox = new OutboxFixture();

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
    assertThat(actions()).containsExactly(PermitRequest.Action.ASK);

    // When
    grant(Sends.TENANT);

    // Then
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.succeed(dispatch);
    assertThat(actions())
        .containsExactly(
            PermitRequest.Action.ASK, PermitRequest.Action.USED, PermitRequest.Action.ASK);
  }

  @Test
  void aPermitWhoseMessageNeverLeftGoesBack() {
    // Given
    outbox.text("one", "a");
    grant(Sends.TENANT);
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);

    // When
    outbox.outcome(dispatch, Kind.NOT_SENT, "CONNECT_REFUSED");

    // Then
    assertThat(actions()).containsExactly(PermitRequest.Action.ASK, PermitRequest.Action.UNUSED);
  }

  @Test
  void aPermitGoesBackWhenNothingCanUseIt() {
    // Given
    outbox.text("one", "a");
    outbox.connection("close");

    // When
    grant(Sends.TENANT);

    // Then
    assertThat(actions()).containsExactly(PermitRequest.Action.ASK, PermitRequest.Action.UNUSED);
  }

  @Test
  void aPermitGoesBackWhenItsMessageIsCancelled() {
    // Given
    outbox.text("one", "a");
    outbox.control(Action.CANCEL, Sends.id("one"));

    // When
    grant(Sends.TENANT);

    // Then
    assertThat(actions()).containsExactly(PermitRequest.Action.ASK, PermitRequest.Action.UNUSED);
  }

  @Test
  void aPermitGoesBackWhenTypingIsCancelled() {
    // Given
    outbox.take(Sends.typed("one", "a", 3, outbox.instant()));
    grant(Sends.TENANT);

    // When
    outbox.control(Action.CANCEL, Sends.id("one"));

    // Then
    assertThat(actions()).containsExactly(PermitRequest.Action.ASK, PermitRequest.Action.UNUSED);
  }

  @Test
  void aPermitThatComesInQuietHoursGoesBack() {
    // Given
    outbox.text("one", "a");
    outbox.tenant(5, new QuietHours(LocalTime.of(11, 0), LocalTime.of(13, 0), ZoneOffset.UTC));

    // When
    grant(Sends.TENANT);

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(actions()).containsExactly(PermitRequest.Action.ASK, PermitRequest.Action.UNUSED);
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
    grant(Sends.TENANT);

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.permitRequests())
        .extracting(PermitRequest::tenantId, PermitRequest::action)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Sends.TENANT, PermitRequest.Action.UNUSED));
    grant("tenant-b");
    outbox.succeed(outbox.onlyDispatch());
    assertThat(outbox.permitRequests()).extracting(PermitRequest::tenantId).endsWith("tenant-b");
  }

  @Test
  void atMostTheLimitIsGivenAndUsedInAnyMinute() {
    // Given
    TenantPace pace = new TenantPace();
    List<Long> used = new ArrayList<>();
    List<String> given = new ArrayList<>();
    java.util.Random random = new java.util.Random(3);
    for (int n = 0; n < 40; n++) {
      pace.take(PermitRequest.Action.ASK, "default/i" + n % 4, 0, 7);
    }

    // When
    for (long now = 0; now < Duration.ofMinutes(10).toMillis(); now += 250) {
      given.addAll(pace.grant(now, 7));
      if (!given.isEmpty() && random.nextInt(3) == 0) {
        String instance = given.remove(0);
        boolean left = random.nextInt(3) > 0;
        pace.take(left ? PermitRequest.Action.USED : PermitRequest.Action.UNUSED, instance, now, 7);
        if (left) {
          used.add(now);
        }
        pace.take(PermitRequest.Action.ASK, instance, now, 7);
      }
      pace = TenantPace.decode(pace.encode());
    }

    // Then
    assertThat(used.size()).isGreaterThan(50);
    for (int n = 7; n < used.size(); n++) {
      assertThat(used.get(n) - used.get(n - 7)).isGreaterThan(60_000);
    }
  }

  private dev.carteiro.contract.send.SendCommand ofTenantB(String name) {
    var like = Sends.text(name, "b", outbox.instant());
    return new dev.carteiro.contract.send.SendCommand(
        1,
        like.id(),
        null,
        "tenant-b",
        "key-2",
        Sends.LOJA,
        "loja",
        Sends.ANA,
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
            outbox.outbox.permit(new Permit(1, tenant, Sends.LOJA, outbox.instant()), outbox.now));
  }

  private List<PermitRequest.Action> actions() {
    return outbox.permitRequests().stream().map(PermitRequest::action).toList();
  }
}
