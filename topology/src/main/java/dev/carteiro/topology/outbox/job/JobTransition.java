// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

import static dev.carteiro.contract.send.JobState.ACCEPTED;
import static dev.carteiro.contract.send.JobState.CANCELLED;
import static dev.carteiro.contract.send.JobState.DELIVERED;
import static dev.carteiro.contract.send.JobState.DISPATCHED;
import static dev.carteiro.contract.send.JobState.EXPIRED;
import static dev.carteiro.contract.send.JobState.FAILED;
import static dev.carteiro.contract.send.JobState.HELD;
import static dev.carteiro.contract.send.JobState.MANUAL;
import static dev.carteiro.contract.send.JobState.QUEUED;
import static dev.carteiro.contract.send.JobState.READ;
import static dev.carteiro.contract.send.JobState.RETRYING;
import static dev.carteiro.contract.send.JobState.SENT;
import static dev.carteiro.contract.send.JobState.UNKNOWN;

import dev.carteiro.contract.send.JobState;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The moves of a send job: what triggers each, from which states it may happen, and to which state
 * it leads. Most triggers are also the reason code in the job and its event. Every other move is
 * refused.
 */
public enum JobTransition {
  SCHEDULED("it waits for its time", Code.OWN, Place.OUT, JobState.SCHEDULED),
  TURN("others of its number go first", Code.OWN, Place.LANE, QUEUED, QUEUED, HELD),
  QUEUE_FULL("its instance has too many unfinished jobs", Code.OWN, Place.OUT, FAILED),
  TOO_OLD("it may have been sent and forgotten", Code.OWN, Place.OUT, MANUAL),
  RESCHEDULED("its time was changed", Code.OWN, Place.OUT, JobState.SCHEDULED, JobState.SCHEDULED),
  DUE("its time has come", Code.OWN, Place.END, QUEUED, JobState.SCHEDULED),

  RECIPIENT_WAITS(
      "an earlier one to the recipient is open", Code.OWN, Place.BEHIND, QUEUED, QUEUED, HELD),
  PACE("the rate limit of its instance is used up", Code.OWN, Place.SAME, QUEUED, QUEUED, HELD),
  TENANT_LIMIT("the limit of its tenant is used up", Code.OWN, Place.SAME, QUEUED, QUEUED, HELD),
  HOLD("something holds its instance", Code.GIVEN, Place.SAME, HELD, QUEUED, HELD),
  BATCH_PAUSED("its batch is paused", Code.OWN, Place.OUT, HELD, QUEUED, HELD),
  BATCH_RESUMED("its batch goes on", Code.OWN, Place.LANE, QUEUED, HELD),

  EXPIRE("its expiry has passed", Code.NONE, Place.OUT, EXPIRED, States.WAITING),
  CANCEL("a caller cancelled it", Code.NONE, Place.OUT, CANCELLED, States.WAITING),
  BATCH_CANCELLED("its batch was cancelled", Code.OWN, Place.OUT, CANCELLED, States.WAITING),
  INSTANCE_MOVED("its instance has another tenant", Code.OWN, Place.OUT, FAILED, QUEUED, HELD),
  COMMAND_LOST("its command cannot be read", Code.OWN, Place.OUT, FAILED, QUEUED, HELD),

  TYPING("its recipient is shown typing", Code.OWN, Place.OUT, HELD, QUEUED, HELD),
  TYPING_INTERRUPTED("it may not leave any more", Code.OWN, Place.LANE, QUEUED, HELD),
  DISPATCH("an attempt begins", Code.NONE, Place.OUT, DISPATCHED, QUEUED, HELD),
  CLAIM_EXPIRED("no sender claimed it in time", Code.OWN, Place.LANE, QUEUED, DISPATCHED, UNKNOWN),
  DISPATCH_LOST("no sender ever claimed it", Code.OWN, Place.LANE, QUEUED, DISPATCHED),

  NOT_CALLED("no request left", Code.GIVEN, Place.LANE, HELD, DISPATCHED, UNKNOWN),
  RETRY_LATER(
      "it was not sent and may be later", Code.GIVEN, Place.OUT, RETRYING, DISPATCHED, UNKNOWN),
  RETRY("its next attempt is due", Code.OWN, Place.LANE, QUEUED, RETRYING),
  FALLBACK_HIGH_LANE("it has one more attempt", Code.OWN, Place.LANE, QUEUED, DISPATCHED, UNKNOWN),
  GIVE_UP("all attempts are used up", Code.GIVEN, Place.OUT, MANUAL, DISPATCHED, UNKNOWN),
  REFUSE("the message is settled", Code.GIVEN, Place.OUT, FAILED, States.UNSETTLED),

  UNCERTAIN("it may have been sent", Code.GIVEN, Place.OUT, UNKNOWN, DISPATCHED),
  NO_OUTCOME("its sender said no more", Code.OWN, Place.OUT, UNKNOWN, DISPATCHED),
  SENDER_LOST("another sender took over", Code.OWN, Place.OUT, UNKNOWN, DISPATCHED),
  NO_ECHO("no echo came in time", Code.OWN, Place.LANE, QUEUED, UNKNOWN),

  ACCEPT("the message was sent after all", Code.NONE, Place.OUT, ACCEPTED, States.NOT_ACCEPTED),
  /** As {@link #ACCEPT}, but a sender may still say more: the recipient's next message waits. */
  ECHO("the message was sent after all", Code.NONE, Place.OUT, ACCEPTED, States.ATTEMPTED),
  /** The state stays the same. */
  MESSAGE_ID_CORRECTED(
      "the id was another message's", Code.OWN, Place.SAME, null, States.ACCEPTED_ONCE),
  ECHO_OF_ANOTHER(
      "its echo was another message's", Code.OWN, Place.SAME, FAILED, States.ACCEPTED_OR_FAILED),
  SERVER_ACK("WhatsApp's server has it", Code.NONE, Place.SAME, SENT, ACCEPTED),
  DELIVERY_ACK(
      "a device of the recipient has it", Code.NONE, Place.SAME, DELIVERED, ACCEPTED, SENT, FAILED),
  READ_ACK("it was read or played", Code.NONE, Place.SAME, READ, ACCEPTED, SENT, DELIVERED, FAILED),
  WHATSAPP_ERROR("WhatsApp refused it", Code.OWN, Place.SAME, FAILED, ACCEPTED, SENT),

  RESENT("a person sends it again", Code.OWN, Place.END, QUEUED, MANUAL),
  /** As {@link #RESENT}, and with that reason, before the time of its schedule. */
  RESENT_EARLY("a person sends it again", Code.OWN, Place.OUT, JobState.SCHEDULED, MANUAL),
  DISCARDED("a person discarded it", Code.OWN, Place.OUT, CANCELLED, MANUAL);

  /** Where a job is after a move: at the end of its lane, at its position in it, and so on. */
  public enum Place {
    END,
    LANE,
    BEHIND,
    OUT,
    SAME
  }

  /** Where the reason of a move comes from: the trigger itself, its cause, or there is none. */
  private enum Code {
    OWN,
    GIVEN,
    NONE
  }

  private static final class States {
    static final JobState[] WAITING = {JobState.SCHEDULED, QUEUED, HELD, RETRYING};
    static final JobState[] ATTEMPTED = {DISPATCHED, UNKNOWN, MANUAL};
    static final JobState[] ACCEPTED_ONCE = {ACCEPTED, SENT, DELIVERED, READ};
    static final JobState[] ACCEPTED_OR_FAILED = {ACCEPTED, SENT, DELIVERED, READ, FAILED};
    static final JobState[] UNSETTLED = all(WAITING, ATTEMPTED);
    static final JobState[] NOT_ACCEPTED =
        all(UNSETTLED, new JobState[] {FAILED, CANCELLED, EXPIRED});

    private static JobState[] all(JobState[] some, JobState[] more) {
      Set<JobState> states = EnumSet.copyOf(List.of(some));
      states.addAll(List.of(more));
      return states.toArray(JobState[]::new);
    }
  }

  private static final Set<JobTransition> FIRST =
      EnumSet.of(SCHEDULED, TURN, QUEUE_FULL, TOO_OLD, BATCH_CANCELLED, INSTANCE_MOVED);

  private final String sentence;
  private final Code code;
  private final Place place;
  private final JobState to;
  private final Set<JobState> from = EnumSet.noneOf(JobState.class);

  JobTransition(String sentence, Code code, Place place, JobState to, JobState... from) {
    this.sentence = sentence;
    this.code = code;
    this.place = place;
    this.to = to;
    this.from.addAll(List.of(from));
  }

  /** Whether the move may happen from a state; null for a job that is not stored yet. */
  public boolean isAllowedFrom(JobState state) {
    return state == null ? FIRST.contains(this) : from.contains(state);
  }

  public JobState to(JobState state) {
    return to == null ? state : to;
  }

  public Place place() {
    return place;
  }

  /** What happened, in a few words. */
  public String sentence() {
    return sentence;
  }

  /** The reason of the job after a move with a given cause: a stable code, or null. */
  public String reason(String given) {
    return switch (code) {
      case OWN -> this == RESENT_EARLY ? RESENT.name() : name();
      case GIVEN -> given;
      case NONE -> null;
    };
  }
}
