/** A public key that was made for these tests, of 2,048 bits, as OpenSSH writes it; the private key was thrown away. */
export const sshKey = `ssh-rsa ${[
  'AAAAB3NzaC1yc2EAAAADAQABAAABAQDsdhpEl94FmOiU3XmQZQDnwcFBAjxKiMEvK0rwrbhqdpBqtTk5Tr4MVukk39',
  '1TYQKy/WMmHmrUgXagVLftWX8Go8C3K/I0kz3EHQUbq2wfnhYOvmxZvqV9jHi4H7d0x8wFPiRzgcLYshf/N0Z8Qc45',
  'neF8c1kLlIKKr9rrkaUVWLO6/GDo9XwO1g32A/WyoH4U7+3AGnAK5aT0gOnSkDlUjH6BwhrJk2RLQS29YmIOkory99',
  'ig/l5+3MdO/ysofeGBkxHmdqDpY3A8IarXhGLAgDqJMHrJoq7ihw8ZkXe3sW3Xi0sABBFrf047femxSJtHz0BrZkV/',
  '+cw2R6oV/+8F',
].join('')}`;

/** What `ssh-keygen -l -E md5` says of it. */
export const sshKeyFingerprint = 'a5:82:a3:7c:9c:4b:83:f6:f8:2b:cf:aa:e5:83:dd:4f';

/** The same key in PEM. */
export const pemKey = [
  '-----BEGIN PUBLIC KEY-----',
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA7HYaRJfeBZjolN15kGUA',
  '58HBQQI8SojBLytK8K24anaQarU5OU6+DFbpJN/dU2ECsv1jJh5q1IF2oFS37Vl/',
  'BqPAtyvyNJM9xB0FG6tsH54WDr5sWb6lfYx4uB+3dMfMBT4kc4HC2LIX/zdGfEHO',
  'OZ3hfHNZC5SCiq/a65GlFVizuvxg6PV8DtYN9gP1sqB+FO/twBpwCuWk9IDp0pA5',
  'VIx+gcIayZNkS0EtvWJiDpKK8vfYoP5eftzHTv8rKH3hgZMR5nag6WNwPCGq14Ri',
  'wIA6iTB6yaKu4ocPGZF3t7Ft14tLAAQRa39OO33psUibR89Aa2ZFf/nMNkeqFf/v',
  'BQIDAQAB',
  '-----END PUBLIC KEY-----',
].join('\n');
