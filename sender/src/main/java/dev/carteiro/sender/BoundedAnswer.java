// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/** Reads an answer into memory, up to a limit. */
final class BoundedAnswer extends AbstractBinResponseConsumer<Answer.Response> {
  private final int limit;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status;
  private Duration retryAfter;

  BoundedAnswer(int limit) {
    this.limit = limit;
  }

  @Override
  protected void start(HttpResponse response, ContentType contentType) {
    status = response.getCode();
    Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    // A date is allowed, too; nobody in this field sends one.
    if (header != null && header.getValue().strip().matches("[0-9]{1,6}")) {
      retryAfter = Duration.ofSeconds(Integer.parseInt(header.getValue().strip()));
    }
  }

  @Override
  protected int capacityIncrement() {
    return Integer.MAX_VALUE;
  }

  @Override
  protected void data(ByteBuffer source, boolean endOfStream) throws AnswerTooLargeException {
    byte[] chunk = new byte[source.remaining()];
    source.get(chunk);
    if (body.size() + chunk.length > limit) {
      throw new AnswerTooLargeException(limit);
    }
    body.writeBytes(chunk);
  }

  @Override
  protected Answer.Response buildResult() {
    return new Answer.Response(status, body.toByteArray(), retryAfter);
  }

  @Override
  public void releaseResources() {
    body.reset();
  }
}
