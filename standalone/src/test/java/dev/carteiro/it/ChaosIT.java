// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random traffic while processes die at random moments, instances are registered late, and one
 * changes hands: what was acknowledged must be in the database once, under its owner, in order.
 * {@code -Dcarteiro.seed} repeats a run as far as processes can be repeated; {@code
 * -Dcarteiro.chaos.messages} sets how many deliveries it has at least.
 */
class ChaosIT {
  private static final long SEED = Long.getLong("carteiro.seed", System.nanoTime());
  private static final long DELIVERIES = Long.getLong("carteiro.chaos.messages", 8_000);

  /**
   * More than the session time-out of the groups, so that the others take over what a zombie
   * believes to own.
   */
  private static final Duration ZOMBIE = Duration.ofSeconds(14);

  @TempDir Path directory;

  private final Random random = new Random(SEED);
  private final WebhookExpectations truth = new WebhookExpectations();

  @Test
  void nothingIsLostOrDoubledWhenProcessesDieAtRandomMoments() {
    TenantTraffic traffic = new TenantTraffic(SEED, Instant.now());
    try (WholeSystemFixture backbone = WholeSystemFixture.start(directory, Map.of());
        WebhookPosterThreads posters =
            new WebhookPosterThreads(backbone, traffic.all(), truth, SEED, Duration.ofMillis(20))) {
      // Given
      System.out.println("seed " + SEED);
      RoleProcessFleet fleet =
          new RoleProcessFleet(backbone, directory)
              .start("bridge", "topology-1", "topology-2", "sink-1", "sink-2");
      fleet.awaitBridge();
      traffic
          .registeredFirst()
          .forEach(instance -> backbone.bind(instance.name(), instance.binding()));
      posters.start();

      // When
      List<Runnable> incidents = incidents(fleet);
      incidents.add(
          incidents.size() / 3, () -> register(backbone, traffic.registeredInTheMiddle().get(0)));
      incidents.add(
          incidents.size() / 2,
          () -> posters.whileQuiet(traffic.moved(), () -> sell(backbone, posters, traffic)));
      incidents.add(
          incidents.size() * 2 / 3,
          () -> register(backbone, traffic.registeredInTheMiddle().get(1)));
      for (Runnable incident : incidents) {
        pause(1_000, 5_000);
        incident.run();
      }
      posters.awaitDelivered(Math.max(200, DELIVERIES - posters.delivered()));
      posters.stop();
      traffic.registeredAtTheEnd().forEach(instance -> register(backbone, instance));

      // Then
      SettledRunCheck.check(backbone, truth);
      assertThat(posters.answers().keySet())
          .as("answers of the bridge")
          .isSubsetOf("200", "0", "503");
      System.out.println("answers " + posters.answers() + ", messages " + truth.messages().size());
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("with -Dcarteiro.seed=" + SEED + ": " + e.getMessage(), e);
    }
  }

  /**
   * At least two kills of every role, and a sink that stands still until the others took over and
   * then goes on.
   */
  private List<Runnable> incidents(RoleProcessFleet fleet) {
    List<Runnable> incidents = new ArrayList<>();
    for (String place :
        List.of("bridge", "bridge", "topology-1", "topology-2", "sink-1", "sink-2")) {
      incidents.add(
          () -> {
            say("kill " + place);
            fleet.kill(place);
            pause(200, 3_000);
            fleet.start(place);
            if (place.equals("bridge")) {
              fleet.awaitBridge();
            }
          });
    }
    incidents.add(
        () -> {
          say("suspend sink-1");
          fleet.suspend("sink-1");
          LockSupport.parkNanos(ZOMBIE.toNanos());
          fleet.resume("sink-1");
        });
    Collections.shuffle(incidents, random);
    return incidents;
  }

  private void register(WholeSystemFixture backbone, InstanceTraffic instance) {
    say("register " + instance.name());
    backbone.bind(instance.name(), instance.binding());
  }

  /**
   * The instance changes hands between two webhooks: all before belong to the old owner, all after
   * to the new one.
   */
  private void sell(
      WholeSystemFixture backbone, WebhookPosterThreads posters, TenantTraffic traffic) {
    InstanceTraffic sold = traffic.moved();
    say("sell " + sold.name());
    WebhookDelivery last = sold.marker();
    posters.deliver(last);
    SettledRunCheck.awaitRow(backbone, last);
    sold.moveTo(TenantTraffic.tenant(1));
    backbone.bind(sold.name(), sold.binding());
    backbone.awaitBindingsRead();
  }

  private void pause(int fromMillis, int toMillis) {
    LockSupport.parkNanos(
        Duration.ofMillis(fromMillis + random.nextInt(toMillis - fromMillis)).toNanos());
  }

  private static void say(String what) {
    System.out.println(Instant.now() + " " + what);
  }
}
