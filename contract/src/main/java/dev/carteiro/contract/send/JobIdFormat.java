// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.Topic;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes and parses the ids of jobs, schedules and batches: {@code msg_<partition>_<name>}, {@code
 * schedule_<partition>_<name>}, {@code batch_<partition>_<name>}. The partition is the instance's,
 * so that a command that names an id reaches the task that holds the job. The name is 26
 * hexadecimal digits: a hash of the request's identity when the caller gave one, so that the same
 * request has the same id on every bridge; else random. The ids of a batch's messages end in {@code
 * -<index>}.
 */
public final class JobIdFormat {
  private static final Pattern FORM =
      Pattern.compile("(msg|schedule|batch)_([0-9]{1,4})_([0-9a-f]{26})(-[0-9]{1,5})?");
  private static final int NAME_LENGTH = 26;

  public enum JobIdKind {
    MESSAGE("msg", Topic.SEND_MESSAGE),
    SCHEDULE("schedule", Topic.SCHEDULE_MESSAGE),
    BATCH("batch", Topic.SEND_MESSAGE);

    private final String prefix;
    private final Topic topic;

    JobIdKind(String prefix, Topic topic) {
      this.prefix = prefix;
      this.topic = topic;
    }

    /** The topic of the commands about such an id. */
    public Topic topic() {
      return topic;
    }
  }

  public record ParsedJobId(JobIdKind kind, int partition, String name) {}

  private JobIdFormat() {}

  /**
   * The id of a request whose caller gave it an identity: the same for the same tenant, instance,
   * kind and identity.
   *
   * @param partition the instance's partition
   * @param identity an {@code Idempotency-Key} or the caller's own id, prefixed by which of the two
   *     it is
   */
  public static String derived(
      JobIdKind kind, int partition, String tenantId, InstanceKey instance, String identity) {
    String name =
        Sha256Fingerprint.of(
                kind.prefix + "\n" + tenantId + "\n" + instance.text() + "\n" + identity)
            .substring(0, NAME_LENGTH);
    return kind.prefix + "_" + partition + "_" + name;
  }

  /** An id from at least 26 lower-case hexadecimal digits. */
  public static String random(JobIdKind kind, int partition, String random) {
    return kind.prefix + "_" + partition + "_" + random.substring(0, NAME_LENGTH);
  }

  public static String ofBatch(String batchId, int index) {
    return JobIdKind.MESSAGE.prefix
        + batchId.substring(JobIdKind.BATCH.prefix.length())
        + "-"
        + index;
  }

  public static Optional<ParsedJobId> parse(String id) {
    Matcher matcher = FORM.matcher(id);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    for (JobIdKind kind : JobIdKind.values()) {
      if (kind.prefix.equals(matcher.group(1))
          && (matcher.group(4) == null || kind == JobIdKind.MESSAGE)) {
        return Optional.of(
            new ParsedJobId(kind, Integer.parseInt(matcher.group(2)), matcher.group(3)));
      }
    }
    return Optional.empty();
  }
}
