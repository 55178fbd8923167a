/** A jar of the embedded broker, as published. */
export interface JarChecksum {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/**
 * Kafka 4.3.1 and what its server needs, with the SHA-256 of each file as Maven Central publishes it.
 * A jar that differs is refused: see kafka-jars.ts.
 */
export const KAFKA_JARS: readonly JarChecksum[] = [
  {
    file: 'HdrHistogram-2.2.2.jar',
    sizeBytes: 177_206,
    sha256: '22d1d4316c4ec13a68b559e98c8256d69071593731da96136640f864fa14fad8',
  },
  {
    file: 'argparse4j-0.7.0.jar',
    sizeBytes: 90_347,
    sha256: '65ceb669d88f63306c680f8088bbf765bbca72d288a61a03703000076c3d3f56',
  },
  {
    file: 'caffeine-3.2.0.jar',
    sizeBytes: 906_581,
    sha256: 'ec411dfdf0c03f25218648ce89861630b71680e5858a9a7278ebac8e55cab3d7',
  },
  {
    file: 'commons-beanutils-1.11.0.jar',
    sizeBytes: 246_806,
    sha256: '9e44ba68ec9a3f21286fa2a8bbb003b735c0f69101bb43144b79f4f8aaa74709',
  },
  {
    file: 'commons-collections-3.2.2.jar',
    sizeBytes: 588_337,
    sha256: 'eeeae917917144a68a741d4c0dff66aa5c5c5fd85593ff217bced3fc8ca783b8',
  },
  {
    file: 'commons-digester-2.1.jar',
    sizeBytes: 196_768,
    sha256: 'e0b2b980a84fc6533c5ce291f1917b32c507f62bcad64198fff44368c2196a3d',
  },
  {
    file: 'commons-logging-1.3.5.jar',
    sizeBytes: 73_737,
    sha256: '6d7a744e4027649fbb50895df9497d109f98c766a637062fe8d2eabbb3140ba4',
  },
  {
    file: 'commons-validator-1.10.1.jar',
    sizeBytes: 203_132,
    sha256: 'ed74711a78d793ca37f6075e4a1e93d107233dfd20d0bb17e32bad88d38e56aa',
  },
  {
    file: 'hash4j-0.22.0.jar',
    sizeBytes: 316_573,
    sha256: '23028a3fd006e530bf495f551083208187cafd8f80624d048eba56442f16a50e',
  },
  {
    file: 'jackson-annotations-2.21.jar',
    sizeBytes: 82_104,
    sha256: '53ca085f4a150f703f49e1aabd935bd03b43e1ea3d55d135438292af22cef56b',
  },
  {
    file: 'jackson-core-2.21.2.jar',
    sizeBytes: 595_531,
    sha256: '12e8655b100267b44d0f14d01b1f5082a5105e616174dc4307be1a761e92407b',
  },
  {
    file: 'jackson-databind-2.21.2.jar',
    sizeBytes: 1_701_926,
    sha256: '8c982f01f148d805f0aaac2339011244757e0df7c6ff8951f2fa3f433b8ed849',
  },
  {
    file: 'jackson-dataformat-csv-2.21.2.jar',
    sizeBytes: 107_830,
    sha256: '682f8c7977e02a42748426bf54946e32e52e2f80b84b6642801ab12bd541368a',
  },
  {
    file: 'jackson-dataformat-yaml-2.21.2.jar',
    sizeBytes: 60_604,
    sha256: 'd25551812fa0c14f37cabaa9401e63eadcea42ce36311183af5622d5bc8a1bc7',
  },
  {
    file: 'jackson-datatype-jdk8-2.21.2.jar',
    sizeBytes: 36_037,
    sha256: 'e581bbf3fc5622d16b57366dd41e10fc56921fb202879de2ef487f87dd9b30e7',
  },
  {
    file: 'jopt-simple-5.0.4.jar',
    sizeBytes: 78_146,
    sha256: 'df26cc58f235f477db07f753ba5a3ab243ebe5789d9f89ecf68dd62ea9a66c28',
  },
  {
    file: 'jose4j-0.9.6.jar',
    sizeBytes: 299_502,
    sha256: '7314af50cde9c99e8eaf43eee617a23edcc6bb43036221064355094999d837ef',
  },
  {
    file: 'jspecify-1.0.0.jar',
    sizeBytes: 3_819,
    sha256: '1fad6e6be7557781e4d33729d49ae1cdc8fdda6fe477bb0cc68ce351eafdfbab',
  },
  {
    file: 'kafka-clients-4.3.1.jar',
    sizeBytes: 10_204_032,
    sha256: '52501b7b47510c66f898871adaf6d2968ab7246561d44ced43643a8a587f0b36',
  },
  {
    file: 'kafka-coordinator-common-4.3.1.jar',
    sizeBytes: 125_277,
    sha256: '66a86b8c89718216ffa72fe4e44b9d1bdf3472e4cb9200c36a0742a25febbdba',
  },
  {
    file: 'kafka-group-coordinator-4.3.1.jar',
    sizeBytes: 976_899,
    sha256: '4ab56d002e1624185c874199e9e0ffb243dbeb9f68b4d0cadf48ce2f617a1126',
  },
  {
    file: 'kafka-group-coordinator-api-4.3.1.jar',
    sizeBytes: 11_807,
    sha256: 'd81bc1a3739ff6c9b21815baae00022306342a16d3d94e6a2621201b9980a30d',
  },
  {
    file: 'kafka-metadata-4.3.1.jar',
    sizeBytes: 877_009,
    sha256: '4d73a96c6474a4ebdd67a1cee14da1a94cfd6bb9e6e252685ba5667d8ab7f898',
  },
  {
    file: 'kafka-raft-4.3.1.jar',
    sizeBytes: 333_497,
    sha256: '46abbf89806dd22d848e997cdfb1431524cab4ec88e38a7d2806e20b24a70609',
  },
  {
    file: 'kafka-server-4.3.1.jar',
    sizeBytes: 385_290,
    sha256: '01d736599ec3b0cdbb0480c15219170b28cdae189785e7f0c6f1f26e528eaebc',
  },
  {
    file: 'kafka-server-common-4.3.1.jar',
    sizeBytes: 389_964,
    sha256: 'd7c719f749579a399011f0df7414de8a78f10f074a6122caa550fdb141351575',
  },
  {
    file: 'kafka-share-coordinator-4.3.1.jar',
    sizeBytes: 113_510,
    sha256: '8ceeed7346127e652ea5c650b217890aaff14919f967d27fadce420745bd3066',
  },
  {
    file: 'kafka-storage-4.3.1.jar',
    sizeBytes: 610_223,
    sha256: '97e3facddd2914a58f28ec91ef35f8da69963eab3651196e97f487924f6dac98',
  },
  {
    file: 'kafka-storage-api-4.3.1.jar',
    sizeBytes: 28_500,
    sha256: 'bc2b22639fa554494461d101d599e01bae840d97c4f46e18fdf3d2fe41a47098',
  },
  {
    file: 'kafka-tools-api-4.3.1.jar',
    sizeBytes: 9_072,
    sha256: 'dcf6785742e0c8ab11a0fc09c62f1192e11e997dc629669a8db82aa40d933c31',
  },
  {
    file: 'kafka-transaction-coordinator-4.3.1.jar',
    sizeBytes: 68_622,
    sha256: 'c64aaa2a88d8fd382c4800204872917686e542043c7916c9e8797d939d8eb313',
  },
  {
    file: 'kafka_2.13-4.3.1.jar',
    sizeBytes: 1_621_852,
    sha256: 'b098abef5ff878e76f60cd6c559b9baa5663ccb1b55f2837558b22c329d32423',
  },
  {
    file: 'log4j-api-2.24.3.jar',
    sizeBytes: 348_513,
    sha256: '5b4a0a0cd0e751ded431c162442bdbdd53328d1f8bb2bae5fc1bbeee0f66d80f',
  },
  {
    file: 'log4j-core-2.24.3.jar',
    sizeBytes: 1_914_666,
    sha256: '7eb4084596ae25bd3c61698e48e8d0ab65a9260758884ed5cbb9c6e55c44a56a',
  },
  {
    file: 'log4j-slf4j-impl-2.24.3.jar',
    sizeBytes: 25_319,
    sha256: '40dec251164d1576e000968cd02e56a1125f46b91fb694a06dfa168f1335da48',
  },
  {
    file: 'lz4-java-1.10.2.jar',
    sizeBytes: 1_002_267,
    sha256: '252dabd586d22149a31661a8afc1a50747714eb1a298bd4a6e780c8c91a13866',
  },
  {
    file: 'metrics-core-2.2.0.jar',
    sizeBytes: 82_123,
    sha256: '6b7a14a6f34c10f8683f7b5e2f39df0f07b58c7dff0e468ebbc713905c46979c',
  },
  {
    file: 'pcollections-4.0.2.jar',
    sizeBytes: 73_718,
    sha256: '2bbeef5797a241300c4f7513cd546239629ed7deda4fc0c31df90bb95f5f13ef',
  },
  {
    file: 're2j-1.8.jar',
    sizeBytes: 114_335,
    sha256: '7b52c72156dd7f98b3237a5b35c1d34fba381b21048c89208913ad80a45dfbd7',
  },
  {
    file: 'scala-library-2.13.18.jar',
    sizeBytes: 5_940_741,
    sha256: '4e85d96ff7bc7dc627985523c3541b9917aaa08e956391380c42db21a2c4e5a0',
  },
  {
    file: 'scala-logging_2.13-3.9.6.jar',
    sizeBytes: 61_614,
    sha256: '0ad0c3f4d89d538b3b6c300158555e266aa69cf1b5f6522aba8b5bad238eb994',
  },
  {
    file: 'scala-reflect-2.13.18.jar',
    sizeBytes: 3_814_367,
    sha256: '6935ff1982b2ac93d695f15aa66921be2f602921277afe002f018fd8c7d6e29b',
  },
  {
    file: 'slf4j-api-1.7.36.jar',
    sizeBytes: 41_125,
    sha256: 'd3ef575e3e4979678dc01bf1dcce51021493b4d11fb7f1be8ad982877c16a1c0',
  },
  {
    file: 'snakeyaml-2.5.jar',
    sizeBytes: 340_015,
    sha256: 'e6682acf1ace77508ef13649cbf4f8d09d2cf5457bdb61d25ffb6ac0233d78dd',
  },
  {
    file: 'snappy-java-1.1.10.7.jar',
    sizeBytes: 2_338_496,
    sha256: '4c766cb3f855415ee734b2392949a0b6f12a60879334a74518deaf6270d32e36',
  },
  {
    file: 'zstd-jni-1.5.6-10.jar',
    sizeBytes: 7_305_999,
    sha256: 'b6c3237e24b8252a5a9c3a0e1ae30ef8f323412e74bd358548b7a9e527d676df',
  },
];
