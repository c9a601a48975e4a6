// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query of one partition.
 *
 * @param limit maximum number of items
 * @param standby whether a standby replica may answer
 */
public record PartitionQuery(int partition, int limit, boolean standby) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,4}):([0-9]{1,6})(:standby)?");

  /** Encodes queries as a header value, such as {@code 0:9,3:9:standby}. */
  public static String header(List<PartitionQuery> queries) {
    StringBuilder text = new StringBuilder();
    for (PartitionQuery query : queries) {
      text.append(text.isEmpty() ? "" : ",")
          .append(query.partition)
          .append(':')
          .append(query.limit);
      text.append(query.standby ? ":standby" : "");
    }
    return text.toString();
  }

  /** Parses a header value; empty if it is malformed. */
  public static Optional<List<PartitionQuery>> parse(String header) {
    List<PartitionQuery> queries = new ArrayList<>();
    for (String part : header.split(",")) {
      Matcher matcher = FORM.matcher(part);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      queries.add(
          new PartitionQuery(
              Integer.parseInt(matcher.group(1)),
              Integer.parseInt(matcher.group(2)),
              matcher.group(3) != null));
    }
    return Optional.of(queries);
  }

  /** The answer that there is none. */
  public PartitionAnswer missing(MissingPartitionReason reason) {
    return PartitionAnswer.missing(partition, reason);
  }

  public PartitionQuery ofStandby() {
    return new PartitionQuery(partition, limit, true);
  }
}
