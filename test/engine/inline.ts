import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";

let child: ChildProcess | undefined;

/** The process that runs the programs of all stacks; it ends with this one. */
function programs(): ChildProcess {
  if (child?.connected) return child;
  child = fork(join(__dirname, "inline.cjs"), { execArgv: ["-r", join(__dirname, "later.cjs")] });
  child.setMaxListeners(100).unref();
  child.channel?.unref();
  return child;
}

/** Serves the program in a folder to one run of the engine: the arguments for it, and what ends the service. */
export async function serveProgram(folder: string): Promise<{ args: string[]; end: () => void }> {
  const serving = programs();
  const port = await new Promise<number>((resolve, reject) => {
    const onMessage = (message: { begin: string; port: number }) => {
      if (message.begin !== folder) return;
      serving.off("message", onMessage).off("exit", onExit);
      resolve(message.port);
    };
    const onExit = () => reject(new Error("the process of the programs ended"));
    serving.on("message", onMessage).on("exit", onExit);
    serving.send({ begin: folder });
  });
  return {
    args: [`--client=127.0.0.1:${port}`, "--exec-kind=auto.inline"],
    end: () => serving.connected && serving.send({ end: port }),
  };
}
