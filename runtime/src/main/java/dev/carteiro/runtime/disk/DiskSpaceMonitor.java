// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.disk;

import dev.carteiro.runtime.LogRateLimiter;
import dev.carteiro.runtime.lifecycle.PeriodicTask;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every 2 s how much of the disk of a directory is free. While little is free it logs a
 * warning once a minute. When the disk is full it reports that, so that the process can end in
 * order: writes to a full disk fail in ways that say nothing of the disk.
 */
public final class DiskSpaceMonitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskSpaceMonitor.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Path place;
  private final Consumer<Throwable> full;
  private final LogRateLimiter low;
  private final PeriodicTask checks = new PeriodicTask("disk-space", PAUSE, this::check);
  private DiskSpace newest;

  /** {@code full} is called once, on the monitor's thread, when the disk is full. */
  public DiskSpaceMonitor(Path place, Consumer<Throwable> full) {
    this.place = place;
    this.full = full;
    this.low =
        new LogRateLimiter(
            Clock.systemUTC(),
            count ->
                LOG.warn(
                    "a disk is nearly full: make room there; the process ends before nothing is"
                        + " free path={} space={}",
                    place,
                    newest));
  }

  public void start() {
    checks.start();
  }

  private void check() throws IOException {
    DiskSpace space = DiskSpace.of(place);
    if (space.isFull()) {
      checks.stop();
      full.accept(new IllegalStateException(FullDiskDetector.text(place)));
    } else if (space.isLow()) {
      newest = space;
      low.happened();
    }
  }

  @Override
  public void close() {
    checks.stop();
  }
}
