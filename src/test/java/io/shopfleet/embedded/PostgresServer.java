package io.shopfleet.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One PostgreSQL server on one data directory. It runs in a session of its own: a {@code Ctrl-C} in the terminal does
 * not reach it, and it outlives a JVM that is killed, so that {@link #start} first ends what such a JVM left behind.
 */
final class PostgresServer {
    static final String SUPERUSER = "postgres";

    private static final String SETTINGS = "shopfleet.conf";
    private static final int TIMEOUT_SECONDS = 60;

    private final PostgresBinaries binaries;
    private final Path data;
    private final Path log;

    /** The server of {@code directory/data}, which logs to {@code directory/postgres.log}. */
    PostgresServer(PostgresBinaries binaries, Path directory) {
        this.binaries = binaries;
        this.data = directory.resolve("data");
        this.log = directory.resolve("postgres.log");
    }

    /** Makes the data directory unless it is there. A half-made one is never seen. */
    void initialize(String superuserPassword) {
        if (Files.isDirectory(data)) {
            return;
        }
        Path unfinished = data.resolveSibling("data.unfinished");
        OwnedDirectory.delete(unfinished);
        Path passwordFile = data.resolveSibling("password.tmp");
        try {
            Files.deleteIfExists(passwordFile);
            OwnedDirectory.createPrivateFile(passwordFile);
            Files.writeString(passwordFile, superuserPassword + "\n");
            run(binaries.command(
                    "initdb",
                    "--pgdata=" + unfinished,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    // The server's first checkpoint writes it all to the disk.
                    "--no-sync"));
            Files.writeString(
                    unfinished.resolve("postgresql.conf"), "\ninclude '" + SETTINGS + "'\n", StandardOpenOption.APPEND);
            Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(passwordFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts on the port with these lines of configuration and waits until it answers.
     *
     * @throws IllegalStateException if it does not, with the end of its log
     */
    void start(int port, List<String> settings) {
        endLeftover();
        var lines = new ArrayList<>(settings);
        lines.add("port = " + port);
        lines.add("listen_addresses = '" + Loopback.ADDRESS + "'");
        lines.add("unix_socket_directories = ''");
        try {
            Files.write(data.resolve(SETTINGS), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        control("start", "--log=" + log);
    }

    /** Stops: {@code fast} ends sessions and writes a checkpoint, {@code immediate} leaves recovery to the next start. */
    void stop(String mode) {
        if (running().isPresent()) {
            control("stop", "--mode=" + mode);
        }
    }

    private void endLeftover() {
        if (running().isPresent()) {
            control("stop", "--mode=fast");
            return;
        }
        try {
            // A recycled process number in a stale file would look to PostgreSQL like a running server.
            Files.deleteIfExists(pidFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<ProcessHandle> running() {
        try {
            if (!Files.exists(pidFile())) {
                return Optional.empty();
            }
            long pid = Long.parseLong(Files.readAllLines(pidFile()).get(0).strip());
            return ProcessHandle.of(pid)
                    .filter(process -> process.info()
                            .command()
                            .map(command -> command.contains("postgres"))
                            .orElse(true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }

    private void control(String action, String... options) {
        List<String> command = binaries.command(
                "pg_ctl", action, "--pgdata=" + data, "--wait", "--timeout=" + TIMEOUT_SECONDS, "--silent");
        command.addAll(List.of(options));
        run(command);
    }

    /** Output goes to a file and not to a pipe, which the server would inherit and hold open for its life. */
    private void run(List<String> command) {
        Path output = log.resolveSibling("command.log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(nullDevice()))
                    .start();
            if (!process.waitFor(2L * TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("PostgreSQL does not answer: " + String.join(" ", command));
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(
                        "PostgreSQL failed: " + String.join(" ", command) + "\n" + tail(output) + tail(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while PostgreSQL was starting or stopping", e);
        }
    }

    private static File nullDevice() {
        return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    }

    private static String tail(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())) + "\n";
    }
}
