package org.altgrad.data.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A response body that is taken block by block, with a limit on the wait for each: the streams of
 * the JDK's client would wait for ever on a server that falls silent.
 */
final class TimedBody implements HttpResponse.BodySubscriber<TimedBody>, Closeable {

  private sealed interface Event {}

  private record Block(List<ByteBuffer> buffers) implements Event {}

  private record End() implements Event {}

  private record Failure(Throwable cause) implements Event {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile Flow.Subscription subscription;

  @Override
  public CompletionStage<TimedBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Block(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    events.add(new Failure(cause));
  }

  @Override
  public void onComplete() {
    events.add(new End());
  }

  /**
   * The next block of the body; empty at its end.
   *
   * @throws HttpTimeoutException if the server sends nothing for that long
   * @throws IOException if the connection breaks
   */
  List<ByteBuffer> next(Duration patience) throws IOException, InterruptedException {
    Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      throw new HttpTimeoutException(
          "the server sent nothing for %.1f s".formatted(patience.toMillis() / 1e3));
    }
    if (event instanceof Failure failure) {
      throw new IOException("the connection broke: " + failure.cause().getMessage());
    }
    if (event instanceof Block block) {
      subscription.request(1);
      return block.buffers();
    }
    return List.of();
  }

  /** Drops the connection if the body was not read to its end. */
  @Override
  public void close() {
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
