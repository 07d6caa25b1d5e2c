import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";

/** A process that runs the programs of stacks; it ends with this one. */
class Programs {
  private readonly child: ChildProcess;
  private running = 0;
  private isLeft = false;

  constructor() {
    this.child = fork(join(__dirname, "inline.cjs"), { execArgv: ["-r", join(__dirname, "later.cjs")] });
    this.child.setMaxListeners(100).unref();
    this.child.channel?.unref();
  }

  /** Whether another program can run in it. */
  get isFit(): boolean {
    return this.child.connected && !this.isLeft;
  }

  /** The port at which a program is served. */
  begin(folder: string): Promise<number> {
    this.running++;
    return new Promise((resolve, reject) => {
      const onMessage = (message: { begin: string; port: number }) => {
        if (message.begin !== folder) return;
        this.child.off("message", onMessage).off("exit", onExit);
        resolve(message.port);
      };
      const onExit = () => reject(new Error("the process of the programs ended"));
      this.child.on("message", onMessage).on("exit", onExit);
      this.child.send({ begin: folder });
    });
  }

  /** Ends a program. What one that failed has left undone may still fail: the next would be blamed for it, and gets another process. */
  end(port: number, isClean: boolean): void {
    if (this.child.connected) this.child.send({ end: port });
    this.isLeft ||= !isClean;
    if (--this.running === 0 && this.isLeft) this.child.kill();
  }
}

let programs: Programs | undefined;

/** Serves the program in a folder to one run of the engine: the arguments for it, and what ends the service. */
export async function serveProgram(folder: string): Promise<{ args: string[]; end: (isClean: boolean) => void }> {
  const serving = programs?.isFit ? programs : (programs = new Programs());
  const port = await serving.begin(folder);
  return {
    args: [`--client=127.0.0.1:${port}`, "--exec-kind=auto.inline"],
    end: (isClean) => serving.end(port, isClean),
  };
}
