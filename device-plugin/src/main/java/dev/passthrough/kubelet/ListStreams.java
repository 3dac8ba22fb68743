package dev.passthrough.kubelet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.passthrough.proto.deviceplugin.v1beta1.ListAndWatchResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;

/**
 * The open ListAndWatch streams of one resource. Each gets the newest list; one that reads slowly
 * misses lists in between, never the newest.
 */
final class ListStreams {

  /** Hears of streams, on any thread and never under the lock. */
  interface Listener {
    void opened();

    void closed();
  }

  private final Listener listener;

  @GuardedBy("this")
  private final List<Stream> streams = new ArrayList<>();

  @GuardedBy("this")
  private ListAndWatchResponse newest;

  @GuardedBy("this")
  private boolean ended;

  ListStreams(ListAndWatchResponse first, Listener listener) {
    this.newest = first;
    this.listener = listener;
  }

  /** Adds {@code call}; after the end it gets what was the last list and ends, too. */
  void open(ServerCallStreamObserver<ListAndWatchResponse> call) {
    var stream = new Stream(call);
    call.setOnCancelHandler(() -> closed(stream));
    call.setOnReadyHandler(() -> ready(stream));
    synchronized (this) {
      stream.send(newest);
      if (ended) {
        call.onCompleted();
        return;
      }
      streams.add(stream);
    }
    listener.opened();
  }

  synchronized void send(ListAndWatchResponse list) {
    newest = list;
    streams.forEach(stream -> stream.sendIfReady(list));
  }

  /** Ends all streams; kubelet keeps the devices it knows and counts them as unhealthy. */
  synchronized void end() {
    ended = true;
    streams.forEach(stream -> stream.call.onCompleted());
    streams.clear();
  }

  /** Ends all streams with {@code last} as what kubelet hears last. */
  synchronized void end(ListAndWatchResponse last) {
    newest = last;
    streams.forEach(stream -> stream.send(last));
    end();
  }

  private synchronized void ready(Stream stream) {
    if (!ended) {
      stream.sendIfReady(newest);
    }
  }

  private void closed(Stream stream) {
    boolean known;
    synchronized (this) {
      known = streams.remove(stream);
    }
    if (known) {
      listener.closed();
    }
  }

  /** One stream and what it was sent last; used under the lock only. */
  private static final class Stream {
    private final ServerCallStreamObserver<ListAndWatchResponse> call;
    private ListAndWatchResponse sent = ListAndWatchResponse.getDefaultInstance();

    Stream(ServerCallStreamObserver<ListAndWatchResponse> call) {
      this.call = call;
    }

    void send(ListAndWatchResponse list) {
      sent = list;
      call.onNext(list);
    }

    @SuppressWarnings("ReferenceEquality") // each list is one object for all streams
    void sendIfReady(ListAndWatchResponse list) {
      if (call.isReady() && sent != list) {
        send(list);
      }
    }
  }
}
