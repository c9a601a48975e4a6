// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class JobTransitionTest {
  private static final Pattern EDGE = Pattern.compile("^  (\\[\\*]|[a-z]+) --> ([a-z]+)", 8);

  /** What docs/SENDING.md says in words, because arrows from nearly everywhere explain nothing. */
  private static final Set<JobTransition> IN_WORDS =
      EnumSet.of(
          JobTransition.EXPIRE,
          JobTransition.CANCEL,
          JobTransition.BATCH_CANCELLED,
          JobTransition.QUEUE_FULL,
          JobTransition.INSTANCE_MOVED,
          JobTransition.COMMAND_LOST,
          JobTransition.TOO_OLD,
          JobTransition.REFUSE,
          JobTransition.ACCEPT,
          JobTransition.ECHO_OF_ANOTHER,
          JobTransition.WHATSAPP_ERROR,
          JobTransition.DELIVERY_ACK,
          JobTransition.READ_ACK);

  @Test
  void theDiagramShowsEveryMoveThatItsTextDoesNotName() throws IOException {
    // Given
    Set<String> drawn = new TreeSet<>();
    Matcher edges = EDGE.matcher(Files.readString(Path.of("../docs/SENDING.md")));
    while (edges.find()) {
      drawn.add(edges.group(1) + " --> " + edges.group(2));
    }

    // When
    Set<String> possible = new TreeSet<>();
    Set<String> toBeDrawn = new TreeSet<>();
    for (JobTransition transition : JobTransition.values()) {
      for (String edge : edges(transition)) {
        possible.add(edge);
        if (!IN_WORDS.contains(transition)) {
          toBeDrawn.add(edge);
        }
      }
    }

    // Then
    assertThat(drawn).containsAll(toBeDrawn);
    assertThat(possible).containsAll(drawn);
  }

  /** Moves that change the state. */
  private static Set<String> edges(JobTransition transition) {
    Set<String> edges = new TreeSet<>();
    if (transition.isAllowedFrom(null)) {
      edges.add("[*] --> " + transition.to(null).text());
    }
    for (JobState from : JobState.values()) {
      JobState to = transition.to(from);
      if (transition.isAllowedFrom(from) && to != from) {
        edges.add(from.text() + " --> " + to.text());
      }
    }
    return edges;
  }

  @Test
  void onlyAPersonBringsAJobBackThatIsOver() {
    // When
    Set<JobTransition> back = EnumSet.noneOf(JobTransition.class);
    for (JobTransition transition : JobTransition.values()) {
      boolean fromSent =
          Arrays.stream(JobState.values())
              .filter(state -> state.isOver() || state == JobState.MANUAL)
              .anyMatch(
                  state -> transition.isAllowedFrom(state) && transition.to(state).isWaiting());
      if (fromSent) {
        back.add(transition);
      }
    }

    // Then
    assertThat(back).containsExactly(JobTransition.RESENT, JobTransition.RESENT_EARLY);
    assertThat(JobTransition.DISPATCH.isAllowedFrom(JobState.UNKNOWN)).isFalse();
    assertThat(JobTransition.DISPATCH.isAllowedFrom(JobState.DISPATCHED)).isFalse();
  }

  @Test
  void aMoveGivesItsNameOrTheCodeOfItsCauseAsTheReason() {
    // When, Then
    assertThat(JobTransition.DUE.reason("X")).isEqualTo("DUE");
    assertThat(JobTransition.RESENT_EARLY.reason(null)).isEqualTo("RESENT");
    assertThat(JobTransition.HOLD.reason("QUIET_HOURS")).isEqualTo("QUIET_HOURS");
    assertThat(JobTransition.ACCEPT.reason("X")).isNull();
    assertThat(JobTransition.values()).allMatch(move -> !move.sentence().isBlank());
  }
}
