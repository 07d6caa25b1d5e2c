// Mixes standard input into the kernel's random numbers: clones of one snapshot would otherwise all make the same ones.
#include <linux/random.h>
#include <sys/ioctl.h>
#include <fcntl.h>
#include <unistd.h>

int main(void) {
  struct { struct rand_pool_info head; char bytes[512]; } pool;
  int device = open("/dev/urandom", O_WRONLY);
  int size = read(0, pool.bytes, sizeof pool.bytes);
  pool.head.buf_size = size;
  pool.head.entropy_count = size * 4;
  return ioctl(device, RNDADDENTROPY, &pool) || ioctl(device, RNDRESEEDCRNG);
}
