// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A client in memory, which reads when the test lets it. */
final class FakeFeedConnection implements LiveFeedConnection {
  final List<byte[]> frames = new ArrayList<>();
  CloseReason closed;
  CloseReason aborted;
  int pings;
  boolean silent;
  private boolean reads = true;
  private Consumer<Throwable> pending;

  /** From now on it takes nothing. */
  void stopReading() {
    reads = false;
  }

  void readAgain() {
    reads = true;
    if (pending != null) {
      Consumer<Throwable> done = pending;
      pending = null;
      done.accept(null);
    }
  }

  /** Everything it got, line by line, without the welcome. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    frames.forEach(
        frame -> lines.addAll(new String(frame, StandardCharsets.UTF_8).lines().toList()));
    lines.removeIf(line -> line.contains("\"type\":\"welcome\""));
    return lines;
  }

  /** The offsets of the events it got. */
  List<Long> offsets() {
    return lines().stream()
        .filter(line -> line.contains("\"offset\":"))
        .map(line -> Long.valueOf(line.replaceFirst(".*\"offset\":(\\d+).*", "$1")))
        .toList();
  }

  @Override
  public LiveEventFormat format() {
    return LiveEventFormat.LINES;
  }

  @Override
  public void write(byte[] frame, Consumer<Throwable> done) {
    frames.add(frame);
    finish(done);
  }

  @Override
  public void ping(Consumer<Throwable> done) {
    pings++;
    finish(done);
  }

  private void finish(Consumer<Throwable> done) {
    if (reads) {
      done.accept(null);
    } else {
      pending = done;
    }
  }

  @Override
  public boolean isSilentSince(long timeMs) {
    return silent;
  }

  @Override
  public void close(CloseReason farewell) {
    closed = farewell;
  }

  @Override
  public void abort(CloseReason farewell) {
    aborted = farewell;
  }
}
