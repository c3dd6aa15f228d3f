package io.shopfleet.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data directory that exactly one live process owns. The operating system gives the lock back however the owner ends,
 * so {@code kill -9} leaves nothing to clean up by hand.
 */
final class OwnedDirectory implements AutoCloseable {
    private static final String LOCK = "lock";

    private final Path path;
    private final boolean temporary;
    private final FileChannel channel;

    private OwnedDirectory(Path path, boolean temporary, FileChannel channel) {
        this.path = path;
        this.temporary = temporary;
        this.channel = channel;
    }

    /** A new directory under the system's temporary one, deleted with everything in it on {@link #close()}. */
    static OwnedDirectory temporary(String prefix) {
        try {
            return claim(Files.createTempDirectory(prefix), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes the directory if need be, readable by its owner only, and claims it.
     *
     * @throws IllegalStateException if another live process has it
     */
    static OwnedDirectory claim(Path path) {
        return claim(path.toAbsolutePath(), false);
    }

    private static OwnedDirectory claim(Path path, boolean temporary) {
        try {
            createPrivate(path);
            var channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new IllegalStateException(
                        "The data directory " + path + " is in use by another running process. Stop that one first.");
            }
            return new OwnedDirectory(path, temporary, channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this very JVM, which the operating system would allow.
            return null;
        }
    }

    private static void createPrivate(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Files.createDirectories(path);
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Makes an empty file that only its owner can read, before anything secret is written to it. */
    static void createPrivateFile(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    Path path() {
        return path;
    }

    /** Deletes everything in the directory; the claim stays. */
    void clear() {
        try (var children = Files.list(path)) {
            for (Path child : children.toList()) {
                if (!child.endsWith(LOCK)) {
                    delete(child);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a file, or a directory with everything in it; links are not followed. */
    static void delete(Path root) {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var walk = Files.walk(root)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (temporary) {
            delete(path);
        }
    }
}
